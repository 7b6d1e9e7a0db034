/* Not a guest: starts one program for the tests and stands in for init beneath it, so that orphans of the program, and what a
   restore leaves behind, are reaped at once and can always be found. Ends everything beneath it when its own stdin closes, which happens also when
   the test process is killed; ends by itself when nothing is left.
   usage: keeper STATUS-FILE OUT ERR PROGRAM ARGUMENT...   (writes `pid N`, then `exit N` or `signal N` to STATUS-FILE) */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *status_file;

static void report(const char *what, int value)
{
    int fd = open(status_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    dprintf(fd, "%s %d\n", what, value);
    close(fd);
}

static void become(char **argv)
{
    setsid();
    for (int s = 1; s < 65; s++)
        signal(s, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    dup2(open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), 1);
    dup2(open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), 2);
    close_range(3, ~0u, 0);
    execvp(argv[4], argv + 4);
    dprintf(2, "keeper: %s: %s\n", argv[4], strerror(errno));
    _exit(127);
}

/* What is beneath us becomes our child once its parent is gone, so killing our children until none is left gets everything. */
static void kill_children(void)
{
    char path[64], list[65536];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, list, sizeof list - 1);
    close(fd);
    list[n > 0 ? n : 0] = 0;
    for (char *p = strtok(list, " \n"); p != NULL; p = strtok(NULL, " \n"))
        kill(atoi(p), SIGKILL);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    status_file = argv[1];
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "keeper");
    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, &chld, NULL);
    struct pollfd fds[2] = {{0, POLLIN, 0}, {signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK), POLLIN, 0}};
    pid_t program = fork();
    if (program == 0)
        become(argv);
    report("pid", program);
    for (int ending = 0;;) {
        int status;
        pid_t pid;
        while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
            if (pid == program) {
                report(WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
                program = -1;
            }
        if (pid == -1 && errno == ECHILD)
            return 0;
        if (ending)
            kill_children();
        char drop[256];
        poll(fds + ending, 2 - ending, ending ? 10 : -1);
        if (!ending && fds[0].revents != 0 && read(0, drop, sizeof drop) <= 0)
            ending = 1;
        while (read(fds[1].fd, drop, sizeof drop) > 0)
            ;
    }
}
