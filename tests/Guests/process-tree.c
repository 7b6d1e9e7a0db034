/* Three levels of processes with groups and sessions: same pids, same parents; a zombie keeps its exit status for its parent. */
#include "guest.h"

struct ids { pid_t pid, ppid, pgrp, sid; };
static struct ids *table;

static struct ids mine(void)
{
    return (struct ids){getpid(), getppid(), getpgrp(), getsid(0)};
}

static void compare(int i)
{
    struct ids is = mine(), was = table[i];
    CHECK(is.pid == was.pid, "process %d: pid %d was %d", i, is.pid, was.pid);
    CHECK(is.ppid == was.ppid || i == 0, "process %d: parent %d was %d", i, is.ppid, was.ppid);
    CHECK(is.pgrp == was.pgrp, "process %d: group %d was %d", i, is.pgrp, was.pgrp);
    CHECK(is.sid == was.sid, "process %d: session %d was %d", i, is.sid, was.sid);
}

static pid_t start(int i)
{
    pid_t pid = MUST(fork());
    if (pid != 0)
        return pid;
    pid_t child = 0;
    if (i == 1)
        MUST(setpgid(0, 0));
    if (i == 2)
        MUST(setsid());
    if (i < 3)
        child = start(i + 2);
    table[i] = mine();
    guest_wait();
    compare(i);
    if (child > 0)
        guest_expect_child(child);
    guest_child_end();
    return 0;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    table = map_shared(PAGE);
    table[0] = mine();
    pid_t one = start(1), two = start(2), dead = MUST(fork());
    if (dead == 0)
        _exit(42);
    pid_t killed = MUST(fork());
    if (killed == 0)
        raise(SIGTERM), pause();
    siginfo_t info;
    MUST(waitid(P_PID, dead, &info, WEXITED | WNOWAIT));
    MUST(waitid(P_PID, killed, &info, WEXITED | WNOWAIT));
    while (table[1].pid == 0 || table[2].pid == 0 || table[3].pid == 0 || table[4].pid == 0)
        sleep_ms(1);
    guest_ready_and_wait();
    compare(0);
    int status = 0;
    CHECK(waitpid(dead, &status, 0) == dead && WIFEXITED(status) && WEXITSTATUS(status) == 42, "the zombie's status is 0x%x", status);
    CHECK(waitpid(killed, &status, 0) == killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "the killed one's is 0x%x", status);
    guest_expect_child(one);
    guest_expect_child(two);
    CHECK(waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD, "there are other children");
    return guest_end();
}
