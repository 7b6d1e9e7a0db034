/* A child that executes itself again and again, counting in its arguments, and threads in the middle of it: no step is lost.
   guest: differs=0,1,2,3,4,5,6,7,8,9 */
#include "guest.h"

static void *idle(void *unused)
{
    pause();
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    if (argc > 2) {
        long step = atol(argv[2]);
        char next[32];
        pthread_t id;
        if (guest_may_go())
            _exit(step > 0 ? 0 : 1);
        if (step % 4 == 0)
            pthread_create(&id, NULL, idle, NULL);
        snprintf(next, sizeof next, "%ld", step + 1);
        execl("/proc/self/exe", argv[0], argv[1], next, NULL);
        _exit(2);
    }
    pid_t children[2];
    for (int i = 0; i < 2; i++)
        if ((children[i] = MUST(fork())) == 0) {
            execl("/proc/self/exe", argv[0], argv[1], "0", NULL);
            _exit(2);
        }
    guest_ready_and_wait();
    guest_expect_child(children[0]);
    guest_expect_child(children[1]);
    return guest_end();
}
