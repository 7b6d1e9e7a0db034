/* A process group and a session whose leaders have ended: the members keep group and session. */
#include "guest.h"

static struct member { pid_t pid, pgrp, sid; } *members;

static void member(int i)
{
    members[i] = (struct member){getpid(), getpgrp(), getsid(0)};
    guest_wait();
    CHECK(getpgrp() == members[i].pgrp && getpgrp() != getpid(), "group %d was %d", getpgrp(), members[i].pgrp);
    CHECK(getsid(0) == members[i].sid, "session %d was %d", getsid(0), members[i].sid);
    CHECK(kill(-members[i].pgrp, 0) == 0, "the group has no members: %s", strerror(errno));
    guest_child_end();
}

/* The leader is our child and makes the member its sibling, so that the member stays our child when the leader ends. */
static pid_t start(int i, int session)
{
    int sync[2];
    MUST(pipe(sync));
    pid_t leader = MUST(fork()), child;
    if (leader == 0) {
        session ? setsid() : setpgid(0, 0);
        MUST(write(sync[1], "x", 1));
        pause();
    }
    char byte;
    MUST(read(sync[0], &byte, 1));
    if (session) {
        /* Only a child of the leader is born into the session. */
        kill(leader, SIGKILL);
        waitpid(leader, NULL, 0);
        if ((leader = MUST(fork())) == 0) {
            setsid();
            if ((child = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, 0)) == 0)
                member(i);
            pause();
        }
    } else if ((child = MUST(fork())) == 0) {
        setpgid(0, leader);
        member(i);
    } else
        setpgid(child, leader);
    while (members[i].pid == 0)
        sleep_ms(1);
    kill(leader, SIGKILL);
    waitpid(leader, NULL, 0);
    close(sync[0]);
    close(sync[1]);
    return members[i].pid;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    members = map_shared(PAGE);
    pid_t in_group = start(0, 0), in_session = start(1, 1);
    guest_ready_and_wait();
    guest_expect_child(in_group);
    guest_expect_child(in_session);
    return guest_end();
}
