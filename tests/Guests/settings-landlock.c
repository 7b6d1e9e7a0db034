/* A Landlock sandbox can't be read back from the kernel: it must hold afterwards, or the checkpoint be refused. guest: may-refuse=landlock */
#include "guest.h"
#include <linux/landlock.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct landlock_ruleset_attr rules = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_DIR};
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd == -1)
        SKIP("no Landlock: %s", strerror(errno));
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    MUST(syscall(SYS_landlock_restrict_self, fd, 0));
    close(fd);
    CHECK(mkdir(guest_path("before"), 0700) == -1 && errno == EACCES, "set-up: %s", strerror(errno));
    guest_ready_and_wait();
    CHECK(mkdir(guest_path("after"), 0700) == -1 && errno == EACCES, "the sandbox is gone without a word");
    return guest_end();
}
