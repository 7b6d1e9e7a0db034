/* Working folders: a deleted one, a chroot, and the umask. guest: needs=root */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    umask(0137);
    MUST(mkdir(guest_path("gone"), 0700));
    MUST(mkdir(guest_path("jail"), 0700));
    MUST(mkdir(guest_path("jail/inner"), 0700));
    close(MUST(open(guest_path("jail/inner/here"), O_CREAT | O_WRONLY, 0600)));
    int sync[2];
    volatile int *ready = map_shared(PAGE);
    MUST(pipe(sync));
    pid_t jailed = MUST(fork());
    if (jailed == 0) {
        close(sync[1]);
        MUST(chroot(guest_path("jail")));
        MUST(chdir("/inner"));
        *ready = 1;
        char byte, text[200];
        CHECK(read(sync[0], &byte, 1) == 1, "read: %s", strerror(errno));
        CHECK(access("here", F_OK) == 0 && access("/inner/here", F_OK) == 0, "root or working folder: %s", strerror(errno));
        CHECK(access("/etc", F_OK) == -1, "out of jail");
        CHECK(getcwd(text, sizeof text) != NULL && strcmp(text, "/inner") == 0, "working folder %s", text);
        guest_child_end();
    }
    MUST(chdir(guest_path("gone")));
    MUST(rmdir(guest_path("gone")));
    while (!*ready)
        sleep_ms(1);
    guest_ready_and_wait();
    char link[600] = {0}, text[200];
    CHECK(readlink("/proc/self/cwd", link, sizeof link - 1) > 0 && strstr(link, "/gone (deleted)") != NULL, "working folder %s", link);
    CHECK(getcwd(text, sizeof text) == NULL && errno == ENOENT, "getcwd gives %s", text);
    CHECK(access(guest_path("gone"), F_OK) == -1, "the deleted folder is there again");
    mode_t mask = umask(0);
    CHECK(mask == 0137, "umask 0%o", mask);
    MUST(write(sync[1], "x", 1));
    guest_expect_child(jailed);
    return guest_end();
}
