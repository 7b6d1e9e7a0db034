/* Restartable sequences: glibc's registration is there again, so the kernel keeps the processor number up to date. */
#include "guest.h"
#include <sys/rseq.h>

static struct rseq *area(void)
{
    return (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
}

static void follow(const char *who)
{
    cpu_set_t all, one;
    sched_getaffinity(0, sizeof all, &all);
    for (int cpu = 0, seen = 0; cpu < CPU_SETSIZE && seen < 4; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        seen++;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        sched_setaffinity(0, sizeof one, &one);
        sched_yield();
        int is = (int)*(volatile uint32_t *)&area()->cpu_id;
        CHECK(is == cpu, "%s on processor %d: rseq says %d", who, cpu, is);
    }
    sched_setaffinity(0, sizeof all, &all);
}

static volatile int go;

static void *thread(void *unused)
{
    (void)unused;
    follow("the thread before");
    while (!go)
        sleep_ms(1);
    follow("the thread");
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    if (__rseq_size == 0)
        SKIP("glibc has not registered rseq");
    pthread_t id, later;
    pthread_create(&id, NULL, thread, NULL);
    follow("the leader before");
    guest_ready_and_wait();
    follow("the leader");
    CHECK(syscall(SYS_rseq, area(), 32, 0, RSEQ_SIG) == -1 && errno == EBUSY, "no registration: %s", strerror(errno));
    go = 1;
    pthread_join(id, NULL);
    pthread_create(&later, NULL, thread, NULL);
    pthread_join(later, NULL);
    return guest_end();
}
