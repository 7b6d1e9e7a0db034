/* Settings that each thread has for itself: scheduling, nice, processors, I/O priority, timer slack, name, parent-death signal, capabilities.
   guest: needs=root */
#include "settings.h"
#include <linux/capability.h>
#include <sys/resource.h>

struct attributes { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; };

static const struct { const char *name; uint32_t policy, priority; int32_t nice; uint64_t flags, runtime, period; } kinds[] = {
    {"other", SCHED_OTHER, 0, -5, 0, 0, 0}, {"fifo", SCHED_FIFO, 3, 0, 1, 0, 0},  {"rr", SCHED_RR, 7, 0, 0, 0, 0},
    {"batch", SCHED_BATCH, 0, 11, 0, 0, 0}, {"idle", SCHED_IDLE, 0, 0, 0, 0, 0}, {"nice-idle", SCHED_IDLE, 0, 9, 1, 0, 0},
};
enum { COUNT = sizeof kinds / sizeof kinds[0] };
static volatile int ready, go;

static void read_all(char *text, size_t size)
{
    struct attributes a = {.size = sizeof a};
    cpu_set_t set;
    char name[20] = "";
    int death = 0;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct caps[2];
    syscall(SYS_sched_getattr, 0, &a, sizeof a, 0);
    sched_getaffinity(0, sizeof set, &set);
    prctl(PR_GET_NAME, name);
    prctl(PR_GET_PDEATHSIG, &death);
    syscall(SYS_capget, &header, caps);
    snprintf(text, size, "policy %u priority %u nice %d flags %lx; processors %lx; ioprio %ld; slack %d; name %s; death signal %d; capabilities %x %x", a.policy, a.priority,
             a.nice, a.flags, *(unsigned long *)&set, syscall(SYS_ioprio_get, 1, 0), prctl(PR_GET_TIMERSLACK), name, death, caps[0].effective, caps[0].permitted);
}

static void *thread(void *arg)
{
    long n = (long)arg;
    char before[400], after[400];
    struct attributes a = {sizeof a, kinds[n].policy, kinds[n].flags, kinds[n].nice, kinds[n].priority, 0, 0, 0};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct caps[2];
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(n % 2, &one);
    sched_setaffinity(0, sizeof one, &one);
    if (syscall(SYS_sched_setattr, 0, &a, 0) == -1)
        guest_say("note: %s can't be set here: %s", kinds[n].name, strerror(errno));
    syscall(SYS_ioprio_set, 1, 0, (n % 3 + 1) << 13 | (n % 8));
    prctl(PR_SET_TIMERSLACK, 1000 + n);
    prctl(PR_SET_NAME, kinds[n].name);
    prctl(PR_SET_PDEATHSIG, 10 + n);
    syscall(SYS_capget, &header, caps);
    caps[0].effective &= ~(1u << (n + 10)), caps[0].permitted &= ~(1u << (n + 20)), caps[0].effective &= caps[0].permitted;
    syscall(SYS_capset, &header, caps);
    read_all(before, sizeof before);
    __atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
    while (!go)
        sleep_ms(2);
    read_all(after, sizeof after);
    CHECK(strcmp(before, after) == 0, "thread %ld: %s; was %s", n, after, before);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t ids[COUNT];
    char before[400], after[400];
    for (long i = 0; i < COUNT; i++)
        pthread_create(&ids[i], NULL, thread, (void *)i);
    while (ready < COUNT)
        sleep_ms(1);
    read_all(before, sizeof before);
    guest_ready_and_wait();
    read_all(after, sizeof after);
    CHECK(strcmp(before, after) == 0, "the first thread: %s; was %s", after, before);
    go = 1;
    for (int i = 0; i < COUNT; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
