/* Seccomp's strict mode: only read, write and exit are left, so the child ends by SIGKILL at the first other call.
   guest: may-refuse=seccomp */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int in[2], out[2];
    MUST(pipe(in));
    MUST(pipe(out));
    pid_t child = MUST(fork());
    if (child == 0) {
        char byte;
        MUST(prctl(PR_SET_SECCOMP, 1 /* SECCOMP_MODE_STRICT */));
        MUST(write(out[1], "r", 1));
        while (read(in[0], &byte, 1) == 1 && byte != 'k')
            write(out[1], &byte, 1);
        syscall(SYS_getpid);
        syscall(SYS_exit, 0);
    }
    char byte = 0;
    MUST(read(out[0], &byte, 1));
    guest_ready_and_wait();
    CHECK(write(in[1], "e", 1) == 1 && read(out[0], &byte, 1) == 1 && byte == 'e', "the child does not answer");
    MUST(write(in[1], "k", 1));
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "strict mode is gone: status 0x%x", status);
    return guest_end();
}
