/* Threads in sigsuspend, sigwaitinfo, sigtimedwait and pause wake by their signal alone; the mask of sigsuspend gives way to the old one. */
#include "guest.h"

static pid_t tids[4];
static volatile int handled, sent;

static void handler(int signal)
{
    (void)signal;
    handled++;
}

static void block(sigset_t *set, int signal)
{
    sigemptyset(set);
    sigaddset(set, signal);
    pthread_sigmask(SIG_BLOCK, set, NULL);
}

static void *suspended(void *unused)
{
    sigset_t set, all, now;
    block(&set, SIGUSR1);
    sigfillset(&all);
    sigdelset(&all, SIGUSR1);
    tids[0] = gettid_();
    CHECK(sigsuspend(&all) == -1 && errno == EINTR && handled == 1 && sent, "sigsuspend: %s, %d handled", strerror(errno), handled);
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    CHECK(sigismember(&now, SIGUSR1) && !sigismember(&now, SIGHUP), "the mask after sigsuspend is %lx", *(unsigned long *)&now);
    return unused;
}

static void *waiting(void *timed)
{
    sigset_t set;
    siginfo_t info;
    struct timespec limit = {20, 0};
    int signal = timed ? SIGRTMIN + 2 : SIGRTMIN + 1;
    block(&set, signal);
    tids[timed ? 2 : 1] = gettid_();
    int got = timed ? sigtimedwait(&set, &info, &limit) : sigwaitinfo(&set, &info);
    CHECK(got == signal && sent, "%s gave %d: %s", timed ? "sigtimedwait" : "sigwaitinfo", got, got < 0 ? strerror(errno) : "");
    return NULL;
}

static void *paused(void *unused)
{
    tids[3] = gettid_();
    CHECK(pause() == -1 && errno == EINTR && handled == 2 && sent, "pause: %s, %d handled", strerror(errno), handled);
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    pthread_t ids[4];
    pthread_create(&ids[0], NULL, suspended, NULL);
    pthread_create(&ids[1], NULL, waiting, NULL);
    pthread_create(&ids[2], NULL, waiting, (void *)1);
    pthread_create(&ids[3], NULL, paused, NULL);
    sleep_ms(30);
    guest_ready_and_wait();
    CHECK(handled == 0, "%d signals were handled that nobody sent", handled);
    sent = 1;
    const int signals[4] = {SIGUSR1, SIGRTMIN + 1, SIGRTMIN + 2, SIGUSR2};
    for (int i = 0; i < 4; i++) {
        syscall(SYS_tgkill, getpid(), tids[i], signals[i]);
        pthread_join(ids[i], NULL);
    }
    return guest_end();
}
