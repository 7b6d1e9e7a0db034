/* Every setting of a process that some checkpointer is known to lose without a word. Each one that differs afterwards is named.
   What the machine does not have is left out with a note. guest: may-refuse=setting needs=root */
#include "settings.h"
#include <asm/prctl.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/resource.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_GET_MDWE 66
#endif
#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#define PR_GET_MEMORY_MERGE 68
#endif
#ifndef PR_SET_IO_FLUSHER
#define PR_SET_IO_FLUSHER 57
#define PR_GET_IO_FLUSHER 58
#endif
enum { IOPRIO_WHO_PROCESS = 1, MPOL_INTERLEAVE_ = 3, MPOL_PREFERRED_ = 1 };

static int read_int(int option)
{
    int value = -1;
    return prctl(option, &value, 0, 0, 0) == 0 ? value : -errno;
}

PRCTL_SETTING(nice, setpriority(PRIO_PROCESS, 0, 7), getpriority(PRIO_PROCESS, 0))
PRCTL_SETTING(ioprio, syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, 2 << 13 | 6), syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0))
PRCTL_SETTING(timer_slack, prctl(PR_SET_TIMERSLACK, 123456, 0, 0, 0), prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0))
PRCTL_SETTING(personality, personality(ADDR_NO_RANDOMIZE | SHORT_INODE), personality(0xffffffff))
PRCTL_SETTING(subreaper, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), read_int(PR_GET_CHILD_SUBREAPER))
PRCTL_SETTING(no_new_privs, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0))
PRCTL_SETTING(thp_disable, prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0), prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0))
PRCTL_SETTING(memory_merge, prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0), prctl(PR_GET_MEMORY_MERGE, 0, 0, 0, 0))
PRCTL_SETTING(mce_kill, prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0), prctl(PR_MCE_KILL_GET, 0, 0, 0, 0))
PRCTL_SETTING(io_flusher, prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0), prctl(PR_GET_IO_FLUSHER, 0, 0, 0, 0))
PRCTL_SETTING(parent_death_signal, prctl(PR_SET_PDEATHSIG, SIGUSR2, 0, 0, 0), read_int(PR_GET_PDEATHSIG))
PRCTL_SETTING(tsc_mode, 0, read_int(PR_GET_TSC))
PRCTL_SETTING(speculation, prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, PR_SPEC_DISABLE, 0, 0),
              prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, 0, 0, 0))
PRCTL_SETTING(speculation_store, prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE, 0, 0),
              prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 0, 0, 0))
PRCTL_SETTING(cpuid_faulting, syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0), syscall(SYS_arch_prctl, ARCH_GET_CPUID))
PRCTL_SETTING(membarrier, syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0), syscall(SYS_membarrier, 1 << 9, 0, 0))
PRCTL_SETTING(dumpable, prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
PRCTL_SETTING(deny_write_execute, prctl(PR_SET_MDWE, 1, 0, 0, 0), prctl(PR_GET_MDWE, 0, 0, 0, 0))
FILE_SETTING(coredump_filter, "/proc/self/coredump_filter", "0x5b")
FILE_SETTING(oom_score_adj, "/proc/self/oom_score_adj", "321")
/* The number of the autogroup is the kernel's choice; its nice value is the setting. */
static int set_autogroup_nice(void) { return put_file("/proc/self/autogroup", "5"); }
static void get_autogroup_nice(char *text)
{
    char whole[300] = "";
    get_file("/proc/self/autogroup", whole);
    char *nice = strstr(whole, "nice");
    strcpy(text, nice ? nice : whole);
}

static int set_affinity(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(1, &set);
    return sched_setaffinity(0, sizeof set, &set);
}
STATUS_GETTER(affinity, "Cpus_allowed:")

static int set_mempolicy_(void)
{
    unsigned long nodes = 1;
    return (int)syscall(SYS_set_mempolicy, MPOL_INTERLEAVE_, &nodes, 8);
}
static void get_mempolicy_(char *text)
{
    int mode = -1;
    unsigned long nodes[16] = {0};
    long result = syscall(SYS_get_mempolicy, &mode, nodes, 1024, 0, 0);
    snprintf(text, 300, "%ld mode %d nodes %lx", result, mode, nodes[0]);
}

static char *bound_memory;
static int set_mbind(void)
{
    unsigned long nodes = 1;
    bound_memory = map_private(8 * PAGE);
    bound_memory[0] = 1;
    return (int)syscall(SYS_mbind, bound_memory, 8 * PAGE, MPOL_PREFERRED_, &nodes, 8, 0);
}
static void get_mbind(char *text)
{
    int mode = -1;
    unsigned long nodes[16] = {0};
    if (bound_memory != NULL)
        syscall(SYS_get_mempolicy, &mode, nodes, 1024, bound_memory, 2 /* MPOL_F_ADDR */);
    snprintf(text, 300, "mode %d nodes %lx", mode, nodes[0]);
}

struct scheduling { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; uint32_t min, max; };
static void get_scheduling(char *text)
{
    struct scheduling s = {.size = sizeof s};
    syscall(SYS_sched_getattr, 0, &s, sizeof s, 0);
    snprintf(text, 300, "policy %u flags %lx nice %d priority %u slice %lu clamp %u..%u", s.policy, s.flags, s.nice, s.priority, s.runtime, s.min, s.max);
}
static int set_scheduling(void)
{
    struct scheduling s = {.size = sizeof s, .policy = SCHED_BATCH, .flags = 1 /* RESET_ON_FORK */, .nice = 7, .runtime = 2000000};
    return (int)syscall(SYS_sched_setattr, 0, &s, 0);
}

static struct setting table[] = {
    SETTING(nice, set_nice, get_nice),
    SETTING(scheduling, set_scheduling, get_scheduling),
    SETTING(affinity, set_affinity, get_affinity),
    SETTING(ioprio, set_ioprio, get_ioprio),
    SETTING(timer_slack, set_timer_slack, get_timer_slack),
    SETTING(personality, set_personality, get_personality),
    SETTING(subreaper, set_subreaper, get_subreaper),
    SETTING(no_new_privs, set_no_new_privs, get_no_new_privs),
    SETTING(memory_policy, set_mempolicy_, get_mempolicy_),
    SETTING(memory_binding, set_mbind, get_mbind),
    SETTING(thp_disable, set_thp_disable, get_thp_disable),
    SETTING(memory_merge, set_memory_merge, get_memory_merge),
    SETTING(mce_kill, set_mce_kill, get_mce_kill),
    SETTING(io_flusher, set_io_flusher, get_io_flusher),
    SETTING(tsc_mode, set_tsc_mode, get_tsc_mode),
    SETTING(speculation, set_speculation, get_speculation),
    SETTING(speculation_store, set_speculation_store, get_speculation_store),
    SETTING(membarrier, set_membarrier, get_membarrier),
    SETTING(coredump_filter, set_coredump_filter, get_coredump_filter),
    SETTING(oom_score_adj, set_oom_score_adj, get_oom_score_adj),
    SETTING(autogroup_nice, set_autogroup_nice, get_autogroup_nice),
    SETTING(parent_death_signal, set_parent_death_signal, get_parent_death_signal),
    SETTING(dumpable, set_dumpable, get_dumpable),
};
enum { COUNT = sizeof table / sizeof table[0] };

/* These would stand in the way of the others, so each gets a process of its own. */
static struct setting alone[] = {
    SETTING(deny_write_execute, set_deny_write_execute, get_deny_write_execute),
    SETTING(cpuid_faulting, set_cpuid_faulting, get_cpuid_faulting),
};

static pid_t start_alone(struct setting *one, volatile int *ready)
{
    pid_t pid = MUST(fork());
    if (pid != 0)
        return pid;
    settings_set(one, 1);
    *ready = 1;
    guest_wait();
    settings_compare(one, 1);
    guest_child_end();
    return 0;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    volatile int *ready = map_shared(PAGE);
    pid_t children[2];
    for (int i = 0; i < 2; i++)
        children[i] = start_alone(&alone[i], &ready[i]);
    while (!ready[0] || !ready[1])
        sleep_ms(1);
    settings_set(table, COUNT);
    guest_ready_and_wait();
    settings_compare(table, COUNT);
    guest_expect_child(children[0]);
    guest_expect_child(children[1]);
    return guest_end();
}
