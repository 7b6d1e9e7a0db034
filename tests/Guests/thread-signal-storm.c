/* Two threads send each other real-time signals with numbers, as fast as they can: none is lost, none comes twice, order is kept.
   guest: differs=SigPnd,SigBlk */
#include "guest.h"

static volatile pid_t tids[2];
static volatile long sent[2], seen[2];
static volatile int stop, done[2];

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    int me = gettid_() == tids[1];
    CHECK(info->si_value.sival_int == (int)seen[me] + 1, "thread %d got number %d after %ld", me, info->si_value.sival_int, seen[me]);
    seen[me]++;
}

static void *play(void *arg)
{
    long me = (long)arg;
    tids[me] = gettid_();
    while (tids[!me] == 0)
        sched_yield();
    while (!stop && guest_failures == 0) {
        if (sent[me] - seen[!me] > 50) {
            sched_yield();
            continue;
        }
        siginfo_t info = {.si_signo = SIGRTMIN, .si_code = SI_QUEUE};
        info.si_value.sival_int = (int)sent[me] + 1;
        if (syscall(SYS_rt_tgsigqueueinfo, getpid(), tids[!me], SIGRTMIN, &info) == 0)
            sent[me]++;
    }
    done[me] = 1; /* Until then a signal of the other may have come that it has not counted yet. */
    for (int i = 0; i < 2000 && (!done[!me] || seen[me] < sent[!me]); i++)
        sleep_ms(1);
    CHECK(seen[me] == sent[!me], "thread %ld got %ld of %ld", me, seen[me], sent[!me]);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGRTMIN, &action, NULL);
    sigset_t rt;
    sigemptyset(&rt);
    sigaddset(&rt, SIGRTMIN);
    pthread_t ids[2];
    for (long i = 0; i < 2; i++)
        pthread_create(&ids[i], NULL, play, (void *)i);
    pthread_sigmask(SIG_BLOCK, &rt, NULL);
    guest_ready_and_wait();
    for (int i = 0; i < 5000 && (seen[0] <= 10 || seen[1] <= 10); i++)
        sleep_ms(1); /* Other programs may have had the processors so far. */
    stop = 1;
    pthread_join(ids[0], NULL);
    pthread_join(ids[1], NULL);
    CHECK(seen[0] > 10 && seen[1] > 10, "hardly any signals: %ld, %ld", seen[0], seen[1]);
    return guest_end();
}
