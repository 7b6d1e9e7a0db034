/* The three interval timers: time left, interval, and that they go off. */
#include "guest.h"
#include <sys/time.h>

static volatile int real, virtual, prof;

static void handler(int signal)
{
    signal == SIGALRM ? real++ : signal == SIGVTALRM ? virtual++ : prof++;
}

static long left_ms(int which, long *interval)
{
    struct itimerval value;
    getitimer(which, &value);
    *interval = value.it_interval.tv_sec * 1000 + value.it_interval.tv_usec / 1000;
    return value.it_value.tv_sec * 1000 + value.it_value.tv_usec / 1000;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGVTALRM, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
    struct itimerval far = {{7, 0}, {1000, 0}}, cpu = {{0, 500000}, {3, 0}}, short_ = {{0, 20000}, {0, 20000}};
    MUST(setitimer(ITIMER_REAL, &far, NULL));
    MUST(setitimer(ITIMER_VIRTUAL, &cpu, NULL));
    MUST(setitimer(ITIMER_PROF, &short_, NULL));
    int64_t start = now_ms(CLOCK_MONOTONIC);
    guest_ready_and_wait();
    long interval, left = left_ms(ITIMER_REAL, &interval), passed = (long)(now_ms(CLOCK_MONOTONIC) - start);
    CHECK(interval == 7000, "ITIMER_REAL interval %ld ms", interval);
    CHECK(left <= 1000000 && left >= 1000000 - passed - 100, "ITIMER_REAL has %ld ms left after at most %ld", left, passed);
    left = left_ms(ITIMER_VIRTUAL, &interval);
    CHECK(interval == 500 && left > 2000 && left <= 3100, "ITIMER_VIRTUAL: %ld ms left, interval %ld", left, interval);
    left = left_ms(ITIMER_PROF, &interval);
    CHECK(interval == 20 && left >= 0 && left <= 100, "ITIMER_PROF: %ld ms left, interval %ld", left, interval);
    CHECK(real == 0 && virtual == 0, "timers went off early: %d, %d", real, virtual);
    int before = prof;
    for (int64_t until = now_ms(CLOCK_MONOTONIC) + 1000; prof < before + 3 && now_ms(CLOCK_MONOTONIC) < until;)
        ;
    CHECK(prof >= before + 3, "ITIMER_PROF went off %d times", prof - before);
    struct itimerval soon = {{0, 0}, {0, 30000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    sleep_ms(100);
    CHECK(real == 1, "ITIMER_REAL went off %d times", real);
    return guest_end();
}
