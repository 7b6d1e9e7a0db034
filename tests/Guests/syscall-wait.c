/* Threads blocked in wait4 and waitid get the exits that come later, with the right statuses. */
#include "guest.h"

static pid_t sleepers[2];

static pid_t start(int code, const char *name)
{
    pid_t pid = MUST(fork());
    if (pid == 0) {
        while (access(guest_path(name), F_OK) == -1)
            sleep_ms(2);
        if (code < 0)
            kill(getpid(), -code);
        _exit(code);
    }
    return pid;
}

static void *wait_first(void *unused)
{
    int status = 0;
    pid_t got = wait4(sleepers[0], &status, 0, NULL);
    CHECK(got == sleepers[0] && WIFEXITED(status) && WEXITSTATUS(status) == 17, "wait4 gave %d, 0x%x: %s", got, status, strerror(errno));
    return unused;
}

static void *wait_second(void *unused)
{
    siginfo_t info = {0};
    int result = waitid(P_PID, sleepers[1], &info, WEXITED);
    CHECK(result == 0 && info.si_pid == sleepers[1] && info.si_code == CLD_KILLED && info.si_status == SIGHUP, "waitid gave %d, pid %d, status %d: %s",
          result, info.si_pid, info.si_status, strerror(errno));
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    sleepers[0] = start(17, "go-now");
    sleepers[1] = start(-SIGHUP, "go-now");
    pthread_t ids[2];
    pthread_create(&ids[0], NULL, wait_first, NULL);
    pthread_create(&ids[1], NULL, wait_second, NULL);
    sleep_ms(20);
    guest_ready_and_wait();
    close(open(guest_path("go-now"), O_CREAT | O_WRONLY, 0600));
    pthread_join(ids[0], NULL);
    pthread_join(ids[1], NULL);
    return guest_end();
}
