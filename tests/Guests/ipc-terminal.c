/* A pty pair with a session on it: settings, size, unread input and output, controlling terminal, foreground and background groups; then
   job control works: the background job is stopped when it reads, and interrupted by the terminal when it is in front. */
#include "guest.h"
#include <sys/ioctl.h>
#include <termios.h>

static pid_t *shared;

static void shell(int slave)
{
    setsid();
    MUST(ioctl(slave, TIOCSCTTY, 0));
    signal(SIGTTOU, SIG_IGN);
    pid_t job = MUST(fork());
    if (job == 0) {
        setpgid(0, 0);
        char byte;
        signal(SIGTTOU, SIG_DFL);
        while (!guest_may_go())
            sleep_ms(2);
        read(slave, &byte, 1); /* In the background: stopped by SIGTTIN. */
        pause();
        _exit(1);
    }
    setpgid(job, job);
    shared[0] = getpid(), shared[1] = job;
    guest_wait();
    CHECK(getsid(0) == shared[0] && tcgetsid(slave) == shared[0], "session %d, of the terminal %d", getsid(0), tcgetsid(slave));
    CHECK(tcgetpgrp(slave) == shared[0], "foreground group %d, not %d", tcgetpgrp(slave), shared[0]);
    int tty = open("/dev/tty", O_RDWR), status = 0;
    CHECK(tty >= 0, "no controlling terminal: %s", strerror(errno));
    CHECK(waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN, "the background job: 0x%x", status);
    CHECK(tcsetpgrp(slave, job) == 0, "tcsetpgrp: %s", strerror(errno));
    kill(-job, SIGCONT);
    shared[2] = 1;
    CHECK(waitpid(job, &status, 0) == job && WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "the interrupted job: 0x%x", status);
    guest_child_end();
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    shared = map_shared(PAGE);
    int master = MUST(posix_openpt(O_RDWR | O_NOCTTY));
    grantpt(master), unlockpt(master);
    char name[64], text[200] = {0};
    ptsname_r(master, name, sizeof name);
    int slave = MUST(open(name, O_RDWR | O_NOCTTY));
    struct winsize size = {33, 111, 5, 6};
    struct termios settings, is;
    MUST(ioctl(slave, TIOCSWINSZ, &size));
    tcgetattr(slave, &settings);
    settings.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
    settings.c_cc[VINTR] = 7;
    settings.c_oflag &= ~(tcflag_t)OPOST;
    tcsetattr(slave, TCSANOW, &settings);
    pid_t child = MUST(fork());
    if (child == 0)
        shell(slave);
    while (shared[1] == 0)
        sleep_ms(1);
    MUST(write(slave, "screen", 6));
    guest_ready_and_wait();
    struct winsize now = {0};
    CHECK(ioctl(slave, TIOCGWINSZ, &now) == 0 && memcmp(&now, &size, sizeof now) == 0, "size %dx%d", now.ws_col, now.ws_row);
    CHECK(tcgetattr(slave, &is) == 0 && memcmp(&is, &settings, sizeof is) == 0, "settings: %x %x %x %x", is.c_iflag, is.c_oflag, is.c_cflag, is.c_lflag);
    char again[64];
    CHECK(ptsname_r(master, again, sizeof again) == 0 && strcmp(name, again) == 0, "the terminal is %s, was %s", again, name);
    CHECK(read(master, text, 199) == 6 && strcmp(text, "screen") == 0, "unread output '%s'", text);
    for (int i = 0; i < 3000 && shared[2] == 0; i++)
        sleep_ms(1);
    sleep_ms(30);
    MUST(write(master, "\7", 1));
    guest_expect_child(child);
    return guest_end();
}
