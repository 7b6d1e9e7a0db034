/* Processes blocked in flock, F_SETLKW and F_OFD_SETLKW get their lock when the owner lets go, and not before.
   guest: differs=fd */
#include "guest.h"
#include <sys/file.h>

static volatile int *released;

static int lock(int kind, int command_or_op, int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    if (kind == 0)
        return flock(fd, command_or_op);
    return fcntl(fd, command_or_op, &whole);
}

static const int waiting[3] = {LOCK_EX, F_SETLKW, F_OFD_SETLKW};
static const char *const names[3] = {"flock", "F_SETLKW", "F_OFD_SETLKW"};

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    released = map_shared(PAGE);
    int fds[3];
    pid_t children[3];
    for (int i = 0; i < 3; i++) {
        fds[i] = MUST(open(guest_path(names[i]), O_RDWR | O_CREAT, 0600));
        MUST(ftruncate(fds[i], 100));
        MUST(lock(i, waiting[i], fds[i]));
        if ((children[i] = MUST(fork())) == 0) {
            int fd = MUST(open(guest_path(names[i]), O_RDWR));
            int result = lock(i, waiting[i], fd);
            CHECK(result == 0 && *released, "%s gave %d, owner %s: %s", names[i], result, *released ? "gone" : "still there", strerror(errno));
            guest_child_end();
        }
    }
    sleep_ms(30);
    guest_ready_and_wait();
    sleep_ms(30);
    *released = 1;
    struct flock none = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    CHECK(flock(fds[0], LOCK_UN) == 0, "flock: %s", strerror(errno));
    CHECK(fcntl(fds[1], F_SETLK, &none) == 0 && fcntl(fds[2], F_OFD_SETLK, &none) == 0, "unlocking: %s", strerror(errno));
    /* The children inherited the flock and OFD descriptions: an unlock through any of them frees the lock for all. */
    for (int i = 0; i < 3; i++)
        guest_expect_child(children[i]);
    return guest_end();
}
