/* Threads in nanosleep and clock_nanosleep wake neither early nor much too late, and never with EINTR.
   guest: differs=thread,Threads,num_threads,map,Vm */
#include "guest.h"

enum { LONG_MS = 1200, LATE_MS = 8000 };

static void verdict(const char *what, int result, int64_t start)
{
    int64_t took = now_ms(CLOCK_MONOTONIC) - start;
    CHECK(result == 0, "%s: %s", what, strerror(result));
    CHECK(took >= LONG_MS, "%s woke after %ld ms of %d", what, (long)took, LONG_MS);
    CHECK(took < LONG_MS + LATE_MS, "%s woke after %ld ms of %d", what, (long)took, LONG_MS);
}

static const struct timespec length = {LONG_MS / 1000, LONG_MS % 1000 * 1000000};

static void *relative(void *unused)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    struct timespec left = {0, 0};
    verdict("nanosleep", nanosleep(&length, &left) == 0 ? 0 : errno, start);
    return unused;
}

static void *relative_clock(void *clock)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("clock_nanosleep", clock_nanosleep((clockid_t)(long)clock, 0, &length, NULL), start);
    return NULL;
}

static void *absolute(void *clock)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    struct timespec until;
    clock_gettime((clockid_t)(long)clock, &until);
    until.tv_sec += length.tv_sec;
    if ((until.tv_nsec += length.tv_nsec) >= 1000000000)
        until.tv_nsec -= 1000000000, until.tv_sec++;
    verdict("clock_nanosleep until", clock_nanosleep((clockid_t)(long)clock, TIMER_ABSTIME, &until, NULL), start - 1);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t ids[6];
    pthread_create(&ids[0], NULL, relative, NULL);
    pthread_create(&ids[1], NULL, relative_clock, (void *)CLOCK_MONOTONIC);
    pthread_create(&ids[2], NULL, relative_clock, (void *)CLOCK_REALTIME);
    pthread_create(&ids[3], NULL, relative_clock, (void *)CLOCK_BOOTTIME);
    pthread_create(&ids[4], NULL, absolute, (void *)CLOCK_MONOTONIC);
    pthread_create(&ids[5], NULL, absolute, (void *)CLOCK_REALTIME);
    sleep_ms(10);
    guest_ready();
    for (int i = 0; i < 6; i++)
        pthread_join(ids[i], NULL);
    guest_wait();
    return guest_end();
}
