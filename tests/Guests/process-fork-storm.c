/* Children come and go all the time; every status arrives exactly once. guest: differs=0,1,2,3,4,5,6,7,8,9 */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    guest_ready();
    for (int round = 0; !guest_may_go() && guest_failures == 0; round++) {
        pid_t pids[4];
        for (int i = 0; i < 4; i++)
            if ((pids[i] = fork()) == 0) {
                if (i == 3)
                    usleep(1000);
                _exit((round + i) & 0x7f);
            }
        for (int i = 0; i < 4; i++) {
            int status = -1;
            CHECK(pids[i] > 0, "round %d: fork: %s", round, strerror(errno));
            pid_t got = waitpid(pids[i], &status, 0);
            CHECK(got == pids[i] && WIFEXITED(status) && WEXITSTATUS(status) == ((round + i) & 0x7f), "round %d, child %d: got %d, 0x%x", round, i, got, status);
        }
    }
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "there is a child too many");
    return guest_end();
}
