/* A filter that ends the program at any call but a handful, and those only from the C library's own code: the hooks make no calls, and the program's come from where they always came. For
   the tests of the syscall agent. */
#include "guest.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#define ALLOW(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* The file and the range of the mapping that holds a function of the C library. */
static void library_of(const void *code, uint64_t *from, uint64_t *to)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    while (fgets(line, sizeof line, maps) != NULL)
        if (sscanf(line, "%lx-%lx", from, to) == 2 && *from <= (uint64_t)code && (uint64_t)code < *to)
            break;
    fclose(maps);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int ends[2];
    MUST(pipe(ends));
    uint64_t from, to;
    library_of((void *)&read, &from, &to);
    guest_ready();
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(from >> 32), 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)from, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)to, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(SYS_read), ALLOW(SYS_write), ALLOW(SYS_poll), ALLOW(SYS_newfstatat), ALLOW(SYS_clock_nanosleep), ALLOW(SYS_exit_group), ALLOW(SYS_restart_syscall),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
    guest_say("filtered");
    for (uint64_t round = 0; !guest_may_go(); round++) {
        uint64_t back = 0;
        struct pollfd ready = {ends[0], POLLIN, 0};
        CHECK(write(ends[1], &round, 8) == 8 && poll(&ready, 1, 1000) == 1 && read(ends[0], &back, 8) == 8 && back == round, "round %ld", (long)round);
        sleep_ms(1);
    }
    return guest_end();
}
