/* A seccomp filter, two of them stacked, acts afterwards as before, in every thread; or the checkpoint is refused.
   guest: may-refuse=seccomp */
#include "guest.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

static void forbid(int number, int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program));
}

static void look(const char *who)
{
    CHECK(syscall(SYS_getresuid, 0, 0, 0) == -1 && errno == 71, "%s: the first filter does not act: %s", who, strerror(errno));
    CHECK(syscall(SYS_umask, 022) == -1 && errno == 72, "%s: the second filter does not act: %s", who, strerror(errno));
    CHECK(prctl(PR_GET_SECCOMP) == 2, "%s: mode %d", who, prctl(PR_GET_SECCOMP));
}

static volatile int go;

static void *thread(void *unused)
{
    while (!go)
        sleep_ms(1);
    look("a thread");
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t id;
    pthread_create(&id, NULL, thread, NULL);
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    forbid(SYS_getresuid, 71);
    forbid(SYS_umask, 72);
    look("before");
    guest_ready_and_wait();
    look("the first thread");
    CHECK(strstr(proc_line("/proc/self/status", "Seccomp_filters:"), "2") != NULL, "%s", proc_line("/proc/self/status", "Seccomp_filters:"));
    go = 1;
    pthread_join(id, NULL);
    return guest_end();
}
