/* A large program, so that a checkpoint stops its threads twice: a wait that has been stopped before is restart_syscall to the kernel, and must
   come back as what it was, with its time and its answer. guest: differs=thread,Threads,num_threads,map,Vm */
#include "guest.h"
#include <linux/futex.h>

enum { LONG_MS = 2500, SIZE = 24 };
static const struct timespec length = {LONG_MS / 1000, LONG_MS % 1000 * 1000000};

static void verdict(const char *what, long result, long expected, int expected_error, int64_t start)
{
    int error = errno;
    int64_t took = now_ms(CLOCK_MONOTONIC) - start;
    CHECK(result == expected && (result != -1 || error == expected_error), "%s: %ld, %s", what, result, strerror(error));
    CHECK(took >= LONG_MS && took < LONG_MS + 20000, "%s woke after %ld ms of %d", what, (long)took, LONG_MS);
}

static void *in_nanosleep(void *unused)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("nanosleep", syscall(SYS_nanosleep, &length, NULL), 0, 0, start);
    return unused;
}

static void *in_clock_nanosleep(void *unused)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    struct timespec left;
    verdict("clock_nanosleep", clock_nanosleep(CLOCK_MONOTONIC, 0, &length, &left), 0, 0, start);
    return unused;
}

static void *in_futex(void *unused)
{
    static int word;
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("futex", syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, &length, NULL, 0), -1, ETIMEDOUT, start);
    return unused;
}

static void *in_poll(void *unused)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("poll", poll(NULL, 0, LONG_MS), 0, 0, start);
    return unused;
}

static void *in_condition(void *unused)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    struct timespec until;
    int64_t start = now_ms(CLOCK_MONOTONIC);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1 + LONG_MS / 1000;
    pthread_mutex_lock(&mutex);
    int result = 0;
    while (result == 0)
        result = pthread_cond_timedwait(&never, &mutex, &until);
    verdict("pthread_cond_timedwait", result, ETIMEDOUT, 0, start);
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *large = mmap(NULL, SIZE * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned long at = 0; at < SIZE * MB; at += PAGE)
        large[at] = (char)(at / PAGE);
    void *(*waits[])(void *) = {in_nanosleep, in_clock_nanosleep, in_futex, in_poll, in_condition};
    enum { COUNT = sizeof waits / sizeof waits[0] };
    pthread_t ids[COUNT];
    for (int i = 0; i < COUNT; i++)
        pthread_create(&ids[i], NULL, waits[i], NULL);
    sleep_ms(10);
    guest_ready();
    for (int i = 0; i < COUNT; i++)
        pthread_join(ids[i], NULL);
    guest_wait();
    for (unsigned long at = 0; at < SIZE * MB; at += PAGE)
        CHECK(large[at] == (char)(at / PAGE), "page %lu", at / PAGE);
    return guest_end();
}
