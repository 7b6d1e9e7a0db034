/* A parent and its child, each with one kind of call: the parent reads 3 bytes at a time, the child 5. Threads come and go in the parent. Ends when DIR/go is there. For the tests
   of the syscall agent. */
#include "guest.h"

static int zero;

static void *reader(void *unused)
{
    char buffer[8];
    for (int at = 0; at < 5; at++)
        CHECK(read(zero, buffer, 7) == 7, "a thread: %s", strerror(errno));
    return unused;
}

static void work(size_t bytes, int with_threads)
{
    char buffer[8];
    while (!guest_may_go() && guest_failures == 0) {
        CHECK(read(zero, buffer, bytes) == (ssize_t)bytes, "read: %s", strerror(errno));
        if (with_threads) {
            pthread_t threads[3];
            for (int at = 0; at < 3; at++)
                pthread_create(&threads[at], NULL, reader, NULL);
            for (int at = 0; at < 3; at++)
                pthread_join(threads[at], NULL);
        }
    }
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    zero = MUST(open("/dev/zero", O_RDONLY));
    MUST(mlockall(MCL_CURRENT | MCL_FUTURE));
    guest_ready();
    struct stat st;
    while (stat(guest_path("fork"), &st) != 0)
        sleep_ms(2);
    pid_t child = MUST(fork());
    if (child == 0) {
        work(5, 0);
        guest_child_end();
    }
    guest_say("child %d.", child);
    work(3, 1);
    guest_expect_child(child);
    return guest_end();
}
