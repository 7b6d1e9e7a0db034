/* Descriptors of other kinds: folders at a position, O_PATH, unnamed temporary files, devices, pidfds, files of /proc, gaps in the numbers. */
#include "guest.h"
#include <dirent.h>
#include <sys/pidfd.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char name[40], entry[256] = "", text[100] = {0};
    MUST(mkdir(guest_path("folder"), 0700));
    for (int i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "folder/entry-%02d", i);
        close(MUST(open(guest_path(name), O_CREAT | O_WRONLY, 0600)));
    }
    DIR *folder = opendir(guest_path("folder"));
    int seen = 0, path = MUST(open(guest_path("folder/entry-07"), O_PATH | O_CLOEXEC)), unnamed = MUST(open(guest_dir, O_TMPFILE | O_RDWR, 0600));
    while (seen < 20 && readdir(folder) != NULL)
        seen++;
    int bare = MUST(open(guest_path("folder"), O_RDONLY | O_DIRECTORY));
    MUST(write(unnamed, "nameless", 8));
    int null = MUST(open("/dev/null", O_WRONLY)), zero = MUST(open("/dev/zero", O_RDONLY)), random = MUST(open("/dev/urandom", O_RDONLY));
    pid_t child = MUST(fork());
    if (child == 0) {
        guest_wait();
        _exit(55);
    }
    int pidfd = MUST(pidfd_open(child, 0)), status = MUST(open("/proc/self/status", O_RDONLY)), high = MUST(fcntl(null, F_DUPFD, 1000));
    MUST(read(status, text, 5));
    guest_ready_and_wait();
    while (readdir(folder) != NULL)
        seen++;
    CHECK(seen == 52, "%d of 52 entries were read in all", seen);
    CHECK(openat(bare, "entry-33", O_RDONLY) >= 0, "openat: %s", strerror(errno));
    snprintf(name, sizeof name, "/proc/self/fd/%d", path);
    CHECK(readlink(name, entry, 255) > 0 && strstr(entry, "entry-07") != NULL && read(path, text, 1) == -1 && errno == EBADF, "the O_PATH descriptor: %s", entry);
    CHECK(pread(unnamed, text, 99, 0) == 8 && memcmp(text, "nameless", 8) == 0, "the unnamed file holds '%s'", text);
    CHECK(write(null, "x", 1) == 1 && write(high, "x", 1) == 1 && read(zero, text, 4) == 4 && *(int *)text == 0 && read(random, text, 8) == 8, "devices: %s", strerror(errno));
    CHECK(read(status, text, 99) > 0, "/proc/self/status: %s", strerror(errno));
    CHECK(fcntl(999, F_GETFD) == -1 && fcntl(high, F_GETFD) == 0, "descriptor numbers");
    struct pollfd one = {pidfd, POLLIN, 0};
    siginfo_t info = {0};
    CHECK(poll(&one, 1, 5000) == 1, "the pidfd does not tell the child's end");
    CHECK(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) == 0 && info.si_pid == child && info.si_status == 55, "waitid: pid %d, status %d: %s", info.si_pid, info.si_status, strerror(errno));
    return guest_end();
}
