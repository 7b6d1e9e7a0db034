/* inotify: the same watch numbers and masks, new events afterwards; of events that were not yet read at least the news that they are lost. */
#include "guest.h"
#include <sys/inotify.h>

static int next_event(int fd, uint32_t *mask, char *name)
{
    static char buffer[4096] __attribute__((aligned(8)));
    static ssize_t have, at;
    if (at >= have)
        have = read(fd, buffer, sizeof buffer), at = 0;
    if (have <= 0)
        return -1;
    struct inotify_event *e = (struct inotify_event *)(buffer + at);
    at += (ssize_t)(sizeof *e + e->len);
    *mask = e->mask;
    snprintf(name, 100, "%s", e->len ? e->name : "");
    return e->wd;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(mkdir(guest_path("watched"), 0700));
    close(MUST(open(guest_path("file"), O_CREAT | O_WRONLY, 0600)));
    int fd = MUST(inotify_init1(IN_NONBLOCK));
    int folder = MUST(inotify_add_watch(fd, guest_path("watched"), IN_CREATE | IN_DELETE)), gone = MUST(inotify_add_watch(fd, "/tmp", IN_ATTRIB));
    int file = MUST(inotify_add_watch(fd, guest_path("file"), IN_MODIFY | IN_CLOSE_WRITE));
    MUST(inotify_rm_watch(fd, gone));
    uint32_t mask;
    char name[100];
    CHECK(next_event(fd, &mask, name) == gone && mask & IN_IGNORED, "set-up: event %x", mask);
    close(MUST(open(guest_path("watched/before"), O_CREAT | O_WRONLY, 0600)));
    fcntl(fd, F_SETFL, 0); /* A restore that reads it must not wait. */
    guest_ready_and_wait();
    CHECK(!(fcntl(fd, F_GETFL) & O_NONBLOCK) && fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "flags %x", fcntl(fd, F_GETFL));
    int waiting = next_event(fd, &mask, name);
    CHECK((waiting == folder && mask == IN_CREATE && strcmp(name, "before") == 0) || (waiting == -1 && mask == IN_Q_OVERFLOW), "the waiting event: %x '%s'", mask, name);
    mask = 0;
    CHECK(next_event(fd, &mask, name) == -1 && mask == 0, "there is another event: %x '%s'", mask, name);
    unlink(guest_path("watched/before"));
    CHECK(next_event(fd, &mask, name) == folder && mask == IN_DELETE && strcmp(name, "before") == 0, "an event afterwards: %x '%s'", mask, name);
    int out = open(guest_path("file"), O_WRONLY);
    CHECK(write(out, "x", 1) == 1, "write: %s", strerror(errno));
    close(out);
    CHECK(next_event(fd, &mask, name) == file && mask == IN_MODIFY, "modification: %x", mask);
    CHECK(next_event(fd, &mask, name) == file && mask == IN_CLOSE_WRITE, "closing: %x", mask);
    int more = inotify_add_watch(fd, guest_dir, IN_CREATE);
    CHECK(more > file, "a new watch has the number %d, the last one was %d", more, file);
    return guest_end();
}
