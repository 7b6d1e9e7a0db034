/* Pipes with what is in them: plain, non-blocking and enlarged, in packets (O_DIRECT), half closed, and a fifo with its name. */
#include "guest.h"
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int plain[2], big[2], packets[2], closed[2];
    MUST(pipe(plain));
    MUST(pipe2(big, O_NONBLOCK | O_CLOEXEC));
    MUST(pipe2(packets, O_DIRECT));
    MUST(pipe(closed));
    MUST(fcntl(big[0], F_SETPIPE_SZ, 262144));
    static char much[200000], back[200000];
    pattern_fill(much, sizeof much, 7);
    MUST(write(plain[1], "hello pipe", 10));
    MUST(write(big[1], much, sizeof much));
    MUST(write(packets[1], "one", 3));
    MUST(write(packets[1], "three", 5));
    MUST(write(closed[1], "rest", 4));
    close(closed[1]);
    MUST(mkfifo(guest_path("fifo"), 0600));
    int fifo = MUST(open(guest_path("fifo"), O_RDWR | O_NONBLOCK));
    MUST(write(fifo, "in the fifo", 11));
    guest_ready_and_wait();
    char text[100];
    CHECK(read(plain[0], text, 100) == 10 && memcmp(text, "hello pipe", 10) == 0, "plain pipe");
    CHECK(fcntl(big[0], F_GETPIPE_SZ) == 262144, "size of the enlarged pipe: %d", fcntl(big[0], F_GETPIPE_SZ));
    CHECK(fcntl(big[0], F_GETFL) & O_NONBLOCK && fcntl(big[1], F_GETFD) == FD_CLOEXEC, "flags %x, %x", fcntl(big[0], F_GETFL), fcntl(big[1], F_GETFD));
    long got = 0;
    for (ssize_t n; got < (long)sizeof back && (n = read(big[0], back + got, sizeof back - got)) > 0;)
        got += n;
    CHECK(got == sizeof back && memcmp(back, much, sizeof much) == 0, "enlarged pipe: %ld bytes", got);
    CHECK(read(big[0], text, 1) == -1 && errno == EAGAIN, "it holds more than was written");
    CHECK(read(packets[0], text, 100) == 3 && memcmp(text, "one", 3) == 0, "first packet");
    CHECK(read(packets[0], text, 100) == 5 && memcmp(text, "three", 5) == 0, "second packet");
    CHECK(read(closed[0], text, 100) == 4 && read(closed[0], text, 100) == 0, "rest and end of the half closed pipe");
    CHECK(read(fifo, text, 100) == 11 && memcmp(text, "in the fifo", 11) == 0, "fifo");
    int other = open(guest_path("fifo"), O_WRONLY | O_NONBLOCK);
    CHECK(other >= 0 && write(other, "by name", 7) == 7 && read(fifo, text, 100) == 7, "the fifo under its name is another one");
    close(plain[0]);
    signal(SIGPIPE, SIG_IGN);
    CHECK(write(plain[1], "x", 1) == -1 && errno == EPIPE, "writing without a reader: %s", strerror(errno));
    return guest_end();
}
