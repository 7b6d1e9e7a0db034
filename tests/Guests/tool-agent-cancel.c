/* Threads that block in reads are cancelled: those that blocked before, and those that came later; their clean-up is run, and join tells. For the tests of the
   syscall agent. */
#include "guest.h"

enum { THREADS = 8 };

static int ends[2];
static volatile int entered, cleaned;

static void clean_up(void *unused)
{
    (void)unused;
    __atomic_add_fetch(&cleaned, 1, __ATOMIC_SEQ_CST);
}

static void *blocked(void *argument)
{
    char byte;
    pthread_cleanup_push(clean_up, NULL);
    __atomic_add_fetch(&entered, 1, __ATOMIC_SEQ_CST);
    if (argument == NULL)
        MUST(read(ends[0], &byte, 1));
    else {
        struct pollfd ready = {ends[0], POLLIN, 0};
        poll(&ready, 1, -1);
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static void start(pthread_t *threads)
{
    entered = cleaned = 0;
    for (long at = 0; at < THREADS; at++)
        pthread_create(&threads[at], NULL, blocked, (void *)(at % 2));
    while (entered < THREADS)
        sched_yield();
}

static void cancel(pthread_t *threads)
{
    for (int at = 0; at < THREADS; at++) {
        void *result = NULL;
        CHECK(pthread_cancel(threads[at]) == 0, "cancel");
        CHECK(pthread_join(threads[at], &result) == 0 && result == PTHREAD_CANCELED, "a cancelled thread gave %p", result);
    }
    CHECK(cleaned == THREADS, "%d of %d cleaned up", cleaned, THREADS);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(pipe(ends));
    pthread_t threads[THREADS];
    start(threads);
    guest_ready_and_wait();
    cancel(threads);
    for (int round = 0; round < 200 && guest_failures == 0; round++) {
        start(threads);
        cancel(threads);
    }
    /* The pipe is as it was: nobody took the byte that now comes, and one reader gets it. */
    char byte = 7;
    MUST(write(ends[1], &byte, 1));
    byte = 0;
    CHECK(read(ends[0], &byte, 1) == 1 && byte == 7, "the byte is %d", byte);
    return guest_end();
}
