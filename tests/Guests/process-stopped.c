/* A member that was stopped by SIGSTOP stays stopped, and goes on with SIGCONT; its parent sees that. */
#include "guest.h"

static char state_of(pid_t pid)
{
    char path[64], text[400] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    if (fd == -1 || read(fd, text, sizeof text - 1) <= 0)
        return '?';
    close(fd);
    return strrchr(text, ')')[2];
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    volatile long *count = map_shared(PAGE);
    pid_t child = MUST(fork());
    if (child == 0)
        for (;;) {
            (*count)++;
            sleep_ms(1);
            if (guest_may_go())
                _exit(33);
        }
    while (*count == 0)
        sleep_ms(1);
    MUST(kill(child, SIGSTOP));
    int status = 0;
    MUST(waitpid(child, &status, WUNTRACED));
    long at = *count;
    guest_ready_and_wait();
    sleep_ms(20);
    CHECK(state_of(child) == 'T', "the stopped child is in state %c", state_of(child));
    CHECK(*count == at, "the stopped child went on");
    kill(child, SIGCONT);
    CHECK(waitpid(child, &status, WCONTINUED) == child && (WIFCONTINUED(status) || WEXITSTATUS(status) == 33), "after SIGCONT: 0x%x", status);
    if (WIFCONTINUED(status))
        CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 33, "its end: 0x%x", status);
    return guest_end();
}
