/* A write lease: whoever opens the file ends it, and the program is told by a signal. It must still be held, and no signal must have come; and when a child opens the file, the signal must come. */
#include "guest.h"

static volatile sig_atomic_t told;

static void on_break(int signal)
{
    (void)signal;
    told = 1;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    signal(SIGIO, on_break);
    int fd = MUST(open(guest_path("leased"), O_RDWR | O_CREAT | O_TRUNC, 0600));
    MUST(write(fd, "only mine\n", 10));
    if (fcntl(fd, F_SETLEASE, F_WRLCK) == -1)
        SKIP("no lease can be had here: %s", strerror(errno));
    guest_ready();
    guest_wait();
    CHECK(!told, "the program was told that somebody opens its file");
    CHECK(fcntl(fd, F_GETLEASE) == F_WRLCK, "the lease is %d", fcntl(fd, F_GETLEASE));
    pid_t child = MUST(fork());
    if (child == 0) {
        MUST(open(guest_path("leased"), O_RDONLY));
        guest_child_end();
    }
    for (int wait = 0; wait < 2000 && !told; wait++)
        sleep_ms(1);
    CHECK(told, "the program was not told that a child opens its file");
    MUST(fcntl(fd, F_SETLEASE, F_UNLCK));
    guest_expect_child(child);
    return guest_end();
}
