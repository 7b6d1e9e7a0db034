/* Sixteen threads: same tids, each goes on counting where it was; joining works and new threads can be made. */
#include "guest.h"

static struct { pid_t tid; volatile long count; volatile int stop; uint64_t local; } threads[16];
static __thread uint64_t own;

static void *count(void *arg)
{
    long i = (long)arg;
    own = pattern_word(77, i);
    threads[i].tid = gettid_();
    while (!threads[i].stop) {
        /* Half of them are stopped while they run, half while they sleep. No sched_yield: docs/test-health.md says why. */
        for (int turn = 0; turn < 100000 && i % 2 == 0; turn++)
            __asm__ volatile("");
        threads[i].count++;
        usleep(1000);
    }
    CHECK(gettid_() == threads[i].tid, "tid %d was %d", gettid_(), threads[i].tid);
    CHECK(own == pattern_word(77, i), "thread-local storage of thread %ld", i);
    return (void *)(i * 1000);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t ids[16], another;
    pid_t pid = getpid();
    for (long i = 0; i < 16; i++)
        MUST(-pthread_create(&ids[i], NULL, count, (void *)i) ? -1 : 0);
    for (int i = 0; i < 16; i++)
        while (threads[i].count == 0)
            sched_yield();
    guest_ready_and_wait();
    CHECK(getpid() == pid && gettid_() == pid, "pid %d was %d", getpid(), pid);
    for (long i = 0; i < 16; i++) {
        long before = threads[i].count;
        for (int t = 0; t < 3000 && threads[i].count == before; t++)
            sleep_ms(1);
        CHECK(threads[i].count > before, "thread %ld stands still", i);
    }
    for (long i = 0; i < 16; i++) {
        void *result = NULL;
        threads[i].stop = 1;
        CHECK(pthread_join(ids[i], &result) == 0 && result == (void *)(i * 1000), "join of thread %ld", i);
    }
    threads[0].stop = 1;
    CHECK(pthread_create(&another, NULL, count, (void *)0) == 0 && pthread_join(another, NULL) == 0, "a new thread");
    return guest_end();
}
