/* A grandchild whose parent ended belongs to a subreaper within the tree: it still does, and its end is reported there. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
    volatile pid_t *grandchild = map_shared(PAGE);
    pid_t reaper = getpid(), child = MUST(fork());
    if (child == 0) {
        if (fork() == 0) {
            while (getppid() != reaper)
                sleep_ms(1);
            *grandchild = getpid();
            guest_wait();
            CHECK(getppid() == reaper, "parent %d was %d", getppid(), reaper);
            _exit(guest_failures ? 1 : 23);
        }
        _exit(0);
    }
    waitpid(child, NULL, 0);
    while (*grandchild == 0)
        sleep_ms(1);
    guest_ready_and_wait();
    int status = 0, is = 0;
    CHECK(waitpid(*grandchild, &status, 0) == *grandchild && WEXITSTATUS(status) == 23, "status 0x%x", status);
    CHECK(prctl(PR_GET_CHILD_SUBREAPER, &is) == 0 && is == 1, "not a subreaper any more");
    return guest_end();
}
