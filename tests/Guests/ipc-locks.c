/* File locks of all three kinds, held by parent and child: who holds which range, and that they exclude others as before. */
#include "guest.h"
#include <sys/file.h>

static struct flock range(short type, long start, long length)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
}

static void expect_held(int fd, long start, short type, pid_t by, const char *what)
{
    struct flock test = range(F_WRLCK, start, 1);
    CHECK(fcntl(fd, F_GETLK, &test) == 0 && test.l_type == type, "%s: type %d at %ld", what, test.l_type, start);
    CHECK(test.l_type == F_UNLCK || by == 0 || test.l_pid == by, "%s is held by %d, not by %d", what, test.l_pid, by);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int *ready = map_shared(PAGE);
    int posix = MUST(open(guest_path("posix"), O_RDWR | O_CREAT, 0600)), whole = MUST(open(guest_path("flock"), O_RDWR | O_CREAT, 0600));
    int shared = MUST(open(guest_path("shared"), O_RDWR | O_CREAT, 0600)), ofd = MUST(open(guest_path("ofd"), O_RDWR | O_CREAT, 0600));
    struct flock write_lock = range(F_WRLCK, 100, 50), read_lock = range(F_RDLCK, 300, 20), ofd_lock = range(F_WRLCK, 0, 10);
    MUST(fcntl(posix, F_SETLK, &write_lock));
    MUST(flock(whole, LOCK_EX));
    MUST(flock(shared, LOCK_SH));
    MUST(fcntl(ofd, F_OFD_SETLK, &ofd_lock));
    pid_t child = MUST(fork()), parent = getppid();
    if (child == 0) {
        parent = getppid();
        MUST(fcntl(posix, F_SETLK, &read_lock));
        *ready = 1;
        guest_wait();
        expect_held(posix, 120, F_WRLCK, parent, "the parent's write lock");
        expect_held(posix, 200, F_UNLCK, 0, "the gap");
        int again = MUST(open(guest_path("flock"), O_RDWR));
        CHECK(flock(again, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK, "the flock is free");
        CHECK(flock(whole, LOCK_EX | LOCK_NB) == 0, "the inherited flock is not ours: %s", strerror(errno));
        *ready = 2;
        while (*(volatile int *)ready != 3)
            sleep_ms(1);
        guest_child_end();
    }
    while (*(volatile int *)ready == 0)
        sleep_ms(1);
    guest_ready_and_wait();
    while (*(volatile int *)ready != 2)
        sleep_ms(1);
    expect_held(posix, 310, F_RDLCK, child, "the child's read lock");
    int again = MUST(open(guest_path("shared"), O_RDWR)), other = MUST(open(guest_path("ofd"), O_RDWR));
    CHECK(flock(again, LOCK_EX | LOCK_NB) == -1 && flock(again, LOCK_SH | LOCK_NB) == 0, "the shared flock");
    struct flock test = range(F_WRLCK, 5, 1);
    CHECK(fcntl(other, F_OFD_GETLK, &test) == 0 && test.l_type == F_WRLCK && test.l_start == 0 && test.l_len == 10, "the OFD lock: type %d, %ld+%ld", test.l_type,
          (long)test.l_start, (long)test.l_len);
    *ready = 3;
    guest_expect_child(child);
    expect_held(posix, 310, F_UNLCK, 0, "the ended child's lock");
    return guest_end();
}
