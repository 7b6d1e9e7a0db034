/* A child in the middle of vfork: the parent waits until the child ends, also when both come back in between. guest: may-refuse=vfork */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    volatile int order = 0;
    pid_t child = vfork();
    if (child == 0) {
        guest_ready();
        guest_wait();
        order = 1;
        _exit(9);
    }
    CHECK(order == 1, "the parent went on before its child ended");
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9, "status 0x%x: %s", status, strerror(errno));
    return guest_end();
}
