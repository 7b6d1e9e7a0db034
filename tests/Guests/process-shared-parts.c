/* Processes that share more than fork lets them: one table of descriptors (CLONE_FILES), one working folder (CLONE_FS),
   one memory (CLONE_VM), one table of handlers (CLONE_SIGHAND). guest: may-refuse=CLONE */
#include "guest.h"

static volatile int *step;
static volatile int plain;
static char stacks[2][65536] __attribute__((aligned(16)));

static int files_and_folder(void *unused)
{
    (void)unused;
    while (*step < 1)
        sleep_ms(1);
    CHECK(fcntl(100, F_GETFD) >= 0, "a descriptor that the parent opened is not here: %s", strerror(errno));
    CHECK(dup2(1, 101) == 101, "dup2: %s", strerror(errno));
    CHECK(chdir("/usr") == 0, "chdir: %s", strerror(errno));
    *step = 2;
    _exit(guest_failures ? 1 : 0);
}

static int memory(void *unused)
{
    (void)unused;
    while (*step < 3)
        ;
    plain = 4711;
    syscall(SYS_exit, 0);
    return 0;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    step = map_shared(PAGE);
    pid_t one = MUST(clone(files_and_folder, stacks[0] + 65536, CLONE_FILES | CLONE_FS | SIGCHLD, NULL));
    pid_t two = MUST(clone(memory, stacks[1] + 65536, CLONE_VM | CLONE_SIGHAND | SIGCHLD, NULL));
    guest_ready_and_wait();
    CHECK(dup2(1, 100) == 100, "dup2: %s", strerror(errno));
    *step = 1;
    for (int i = 0; i < 3000 && *step != 2; i++)
        sleep_ms(1);
    char folder[100] = "";
    CHECK(*step == 2, "the child does not answer");
    CHECK(fcntl(101, F_GETFD) >= 0, "a descriptor that the child opened is not here: %s", strerror(errno));
    CHECK(getcwd(folder, sizeof folder) != NULL && strcmp(folder, "/usr") == 0, "the child's chdir does not act here: %s", folder);
    *step = 3;
    guest_expect_child(one);
    guest_expect_child(two);
    CHECK(plain == 4711, "memory is not shared with the CLONE_VM child any more");
    return guest_end();
}
