/* Signal state of threads: masks, signals pending for one thread and for the process with their values, the alternate stack. */
#include "guest.h"

static pid_t other;
static volatile int other_ready, other_go;
static char *stack;

static void queue(pid_t tid, int signal, int value)
{
    siginfo_t info = {.si_signo = signal, .si_code = SI_QUEUE};
    info.si_pid = getpid();
    info.si_value.sival_int = value;
    MUST(tid == 0 ? syscall(SYS_rt_sigqueueinfo, getpid(), signal, &info) : syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, signal, &info));
}

static void expect(int signal, int value)
{
    sigset_t set;
    siginfo_t info = {0};
    struct timespec none = {0, 0};
    sigemptyset(&set);
    sigaddset(&set, signal);
    CHECK(sigtimedwait(&set, &info, &none) == signal, "thread %d: signal %d is not pending", gettid_(), signal);
    CHECK(info.si_value.sival_int == value, "signal %d has the value %d, sent was %d", signal, info.si_value.sival_int, value);
    CHECK(value == 0 || (info.si_code == SI_QUEUE && info.si_pid == getpid()), "signal %d: code %d, pid %d", signal, info.si_code, info.si_pid);
}

static void *thread(void *unused)
{
    (void)unused;
    sigset_t mask, now;
    sigfillset(&mask);
    sigdelset(&mask, SIGWINCH);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    stack_t alternate = {.ss_sp = stack, .ss_size = 64 * 1024, .ss_flags = 0}, is;
    sigaltstack(&alternate, NULL);
    other = gettid_();
    other_ready = 1;
    while (!other_go)
        sleep_ms(1);
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    CHECK(sigismember(&now, SIGWINCH) == 0 && sigismember(&now, SIGUSR2) == 1 && sigismember(&now, 64) == 1, "the thread's mask");
    CHECK(sigaltstack(NULL, &is) == 0 && is.ss_sp == stack && is.ss_size == 64 * 1024 && is.ss_flags == 0, "alternate stack %p", is.ss_sp);
    for (int i = 1; i <= 5; i++)
        expect(SIGRTMIN + 3, 100 + i);
    expect(SIGUSR2, 0);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    sigset_t mask, now;
    sigemptyset(&mask);
    for (int s = SIGRTMIN; s < SIGRTMIN + 8; s++)
        sigaddset(&mask, s);
    sigaddset(&mask, SIGUSR1);
    sigaddset(&mask, SIGTERM);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    stack = map_private(64 * 1024);
    pthread_t id;
    pthread_create(&id, NULL, thread, NULL);
    while (!other_ready)
        sleep_ms(1);
    for (int i = 1; i <= 5; i++)
        queue(other, SIGRTMIN + 3, 100 + i);
    MUST(syscall(SYS_tgkill, getpid(), other, SIGUSR2));
    for (int i = 1; i <= 5; i++)
        queue(0, SIGRTMIN + 4, 200 + i);
    MUST(kill(getpid(), SIGTERM));
    queue(gettid_(), SIGUSR1, 4711);
    guest_ready_and_wait();
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    CHECK(memcmp(&now, &mask, 8) == 0, "mask %016lx was %016lx", *(unsigned long *)&now, *(unsigned long *)&mask);
    for (int i = 1; i <= 5; i++)
        expect(SIGRTMIN + 4, 200 + i);
    expect(SIGTERM, 0);
    expect(SIGUSR1, 4711);
    other_go = 1;
    pthread_join(id, NULL);
    return guest_end();
}
