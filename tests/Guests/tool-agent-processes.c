/* Children of every kind, one after another: fork, vfork, posix_spawn, clone with the parent's memory, threads. Each child makes calls, and so does the parent right behind. For the
   tests of the syscall agent. */
#include "guest.h"
#include <spawn.h>

static int ends[2];

static void pass_on(uint64_t word)
{
    uint64_t back = 0;
    CHECK(write(ends[1], &word, sizeof word) == sizeof word, "write: %s", strerror(errno));
    CHECK(read(ends[0], &back, sizeof back) == sizeof back && back == word, "wrote %ld, read %ld", (long)word, (long)back);
}

static int child_with_our_memory(void *unused)
{
    (void)unused;
    /* Only calls: it has the parent's thread block. */
    int fd = (int)syscall(SYS_dup, 2);
    syscall(SYS_close, fd);
    char *arguments[] = {"true", NULL};
    execv("/bin/true", arguments);
    return 1;
}

static void *thread(void *unused)
{
    static __thread int mine;
    mine++;
    pass_on(77);
    return unused;
}

static void round_of_children(uint64_t number)
{
    static char stack[64 * 1024] __attribute__((aligned(16)));
    char *arguments[] = {"true", NULL};
    pid_t child = MUST(fork());
    if (child == 0) {
        pass_on(number);
        guest_child_end();
    }
    guest_expect_child(child);
    child = MUST(vfork());
    if (child == 0) {
        execv("/bin/true", arguments);
        _exit(1);
    }
    guest_expect_child(child);
    CHECK(posix_spawn(&child, "/bin/true", NULL, NULL, arguments, arguments + 1) == 0, "posix_spawn");
    guest_expect_child(child);
    child = MUST(clone(child_with_our_memory, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL));
    guest_expect_child(child);
    pthread_t id;
    pthread_create(&id, NULL, thread, NULL);
    pthread_join(id, NULL);
    pass_on(number);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(pipe(ends));
    round_of_children(0);
    guest_ready();
    uint64_t rounds = 1;
    do
        round_of_children(rounds++);
    while ((!guest_may_go() || rounds < 100) && guest_failures == 0);
    return guest_end();
}
