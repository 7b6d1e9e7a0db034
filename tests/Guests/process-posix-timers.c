/* POSIX timers: the same ids, who is told and how, interval, time left, overruns; for a thread, for the process, for nobody. */
#include "guest.h"

enum { COUNT = 6 };
struct kernel_timer { int id; };

static volatile int fired[COUNT + 1], wrong_thread;
static pid_t chosen;
static volatile int go;

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    int which = info->si_value.sival_int;
    if (which >= 0 && which <= COUNT)
        fired[which]++;
    if (which == 2 && gettid_() != chosen)
        wrong_thread++;
}

static int create(clockid_t clock, int notify, int value, pid_t tid)
{
    struct sigevent event = {.sigev_notify = notify, .sigev_signo = SIGRTMIN + 1, .sigev_value.sival_int = value};
    int id = -1;
    event._sigev_un._tid = tid;
    MUST(syscall(SYS_timer_create, clock, &event, &id));
    return id;
}

static long ms(struct timespec t)
{
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void *thread(void *unused)
{
    chosen = gettid_();
    while (!go)
        sleep_ms(1);
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGRTMIN + 1, &action, NULL);
    pthread_t id;
    pthread_create(&id, NULL, thread, NULL);
    while (chosen == 0)
        sleep_ms(1);
    /* Gaps in the ids, as a program that deletes timers has them. */
    int hole = create(CLOCK_MONOTONIC, SIGEV_NONE, 0, 0), ids[COUNT];
    ids[0] = create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 0, 0);
    ids[1] = create(CLOCK_REALTIME, SIGEV_SIGNAL, 1, 0);
    ids[2] = create(CLOCK_MONOTONIC, SIGEV_THREAD_ID, 2, chosen);
    int hole2 = create(CLOCK_MONOTONIC, SIGEV_NONE, 0, 0);
    ids[3] = create(CLOCK_BOOTTIME, SIGEV_NONE, 3, 0);
    ids[4] = create(CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, 4, 0);
    ids[5] = create(CLOCK_MONOTONIC, SIGEV_SIGNAL, 5, 0);
    syscall(SYS_timer_delete, hole);
    syscall(SYS_timer_delete, hole2);
    static const struct itimerspec settings[COUNT] = {
        {{5, 0}, {2000, 0}}, {{0, 0}, {3000, 0}}, {{0, 25000000}, {0, 25000000}}, {{9, 0}, {4000, 0}}, {{0, 0}, {500, 0}}, {{0, 0}, {0, 0}},
    };
    for (int i = 0; i < COUNT; i++)
        MUST(syscall(SYS_timer_settime, ids[i], 0, &settings[i], NULL));
    int64_t start = now_ms(CLOCK_MONOTONIC);
    guest_ready_and_wait();
    long passed = (long)(now_ms(CLOCK_MONOTONIC) - start);
    for (int i = 0; i < COUNT; i++) {
        struct itimerspec is;
        CHECK(syscall(SYS_timer_gettime, ids[i], &is) == 0, "timer %d with id %d: %s", i, ids[i], strerror(errno));
        CHECK(ms(is.it_interval) == ms(settings[i].it_interval), "timer %d: interval %ld ms", i, ms(is.it_interval));
        long left = ms(is.it_value), full = ms(settings[i].it_value);
        CHECK(left <= full && left >= full - passed - 100 - (i == 2) * 25, "timer %d has %ld ms left of %ld after at most %ld", i, left, full, passed);
    }
    CHECK(fired[0] == 0 && fired[1] == 0 && fired[4] == 0 && fired[5] == 0, "timers went off early");
    int before = fired[2];
    for (int i = 0; i < 200 && fired[2] < before + 2; i++)
        sleep_ms(5);
    CHECK(fired[2] >= before + 2 && wrong_thread == 0, "the thread's timer: %d times, %d at another thread", fired[2] - before, wrong_thread);
    struct itimerspec soon = {{0, 0}, {0, 20000000}};
    syscall(SYS_timer_settime, ids[5], 0, &soon, NULL);
    syscall(SYS_timer_settime, ids[1], 0, &soon, NULL);
    for (int i = 0; i < 200 && (fired[5] == 0 || fired[1] == 0); i++)
        sleep_ms(5);
    CHECK(fired[5] == 1 && fired[1] == 1, "timers set afterwards went off %d and %d times", fired[5], fired[1]);
    CHECK(syscall(SYS_timer_getoverrun, ids[0]) == 0, "overrun");
    go = 1;
    pthread_join(id, NULL);
    return guest_end();
}
