/* Futex waits: woken ones return 0 after the wake-up and not before, timed ones end with ETIMEDOUT at their time.
   guest: differs=thread,Threads,num_threads,map,Vm */
#include "guest.h"
#include <linux/futex.h>

enum { LIMIT_MS = 1200, LATE_MS = 8000 };
static uint32_t word;
static uint32_t *shared;
static volatile int woken;

static long futex(uint32_t *at, int op, uint32_t value, const struct timespec *limit, uint32_t bits)
{
    return syscall(SYS_futex, at, op, value, limit, NULL, bits);
}

static void *untimed(void *private)
{
    uint32_t *at = private ? &word : shared;
    int flag = private ? FUTEX_PRIVATE_FLAG : 0;
    while (__atomic_load_n(at, __ATOMIC_SEQ_CST) == 0) {
        long result = futex(at, FUTEX_WAIT | flag, 0, NULL, 0);
        CHECK(result == 0 || errno == EAGAIN, "%s wait: %s", private ? "private" : "shared", strerror(errno));
    }
    CHECK(woken, "woke before the wake-up");
    return NULL;
}

static void *timed(void *kind)
{
    static uint32_t nothing;
    int64_t start = now_ms(CLOCK_MONOTONIC);
    struct timespec limit = {LIMIT_MS / 1000, LIMIT_MS % 1000 * 1000000}, until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    if ((until.tv_nsec += (LIMIT_MS - 1000) * 1000000) >= 1000000000)
        until.tv_nsec -= 1000000000, until.tv_sec++;
    long result = kind ? futex(&nothing, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, 0, &until, ~0u) : futex(&nothing, FUTEX_WAIT, 0, &limit, 0);
    int64_t took = now_ms(CLOCK_MONOTONIC) - start;
    CHECK(result == -1 && errno == ETIMEDOUT, "timed wait gave %ld: %s", result, strerror(errno));
    CHECK(took >= LIMIT_MS - 1 && took < LIMIT_MS + LATE_MS, "timed wait ended after %ld ms of %d", (long)took, LIMIT_MS);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    shared = map_shared(PAGE);
    pthread_t ids[4];
    pthread_create(&ids[0], NULL, untimed, (void *)1);
    pthread_create(&ids[1], NULL, untimed, NULL);
    pthread_create(&ids[2], NULL, timed, NULL);
    pthread_create(&ids[3], NULL, timed, (void *)1);
    sleep_ms(20);
    guest_ready_and_wait();
    sleep_ms(30);
    woken = 1;
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(shared, 1, __ATOMIC_SEQ_CST);
    futex(&word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 10, NULL, 0);
    futex(shared, FUTEX_WAKE, 10, NULL, 0);
    for (int i = 0; i < 4; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
