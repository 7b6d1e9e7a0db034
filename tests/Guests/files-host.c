/* Takes descriptors over the UNIX socket of argument 1 and does with them what it is told, so that a test can look at restored files from outside. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONTROL = 900 };

struct command { int64_t what, fd, other, x, y; };

static int receive(struct command *c, int *fd)
{
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec i = { c, sizeof *c };
    struct msghdr m = { .msg_iov = &i, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    if (recvmsg(CONTROL, &m, 0) != sizeof *c) return 0;
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    *fd = -1;
    if (h) memcpy(fd, CMSG_DATA(h), sizeof *fd);
    return 1;
}

static int64_t run(struct command *c, int fd)
{
    struct epoll_event e = { .events = (uint32_t)c->x, .data.u64 = (uint64_t)c->y }, got[64];
    struct flock f = { .l_type = c->other ? F_WRLCK : F_RDLCK, .l_start = c->x, .l_len = c->y };
    struct f_owner_ex o = { (int)c->other, getpid() };
    switch (c->what)
    {
    case 'F': if (fd == (int)c->fd) return fcntl(fd, F_SETFD, c->other ? FD_CLOEXEC : 0);
        return dup3(fd, (int)c->fd, c->other ? O_CLOEXEC : 0) < 0 || close(fd) < 0 ? -errno : 0;
    case 'E': return epoll_ctl((int)c->other, EPOLL_CTL_ADD, (int)c->fd, &e) < 0 ? -errno : 0;
    case 'T': return epoll_wait((int)c->fd, got, 64, 0);
    case 'P': return fcntl((int)c->fd, F_SETLK, &f) < 0 ? -errno : 0;
    case 'D': return c->other < 0 ? close((int)c->fd) : dup3((int)c->other, (int)c->fd, 0);
    case 'L': return flock((int)c->fd, (int)c->other | LOCK_NB) < 0 ? -errno : 0;
    case 'O': return fcntl((int)c->fd, F_SETOWN_EX, &o) < 0 ? -errno : 0;
    case 'A': return fcntl((int)c->fd, F_SETFL, (int)c->x) < 0 ? -errno : 0;
    default: return -EINVAL;
    }
}

int main(int count, char **words)
{
    if (count < 2) return 2;
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    strncpy(a.sun_path, words[1], sizeof a.sun_path - 1);
    int s = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    if (connect(s, (void *)&a, sizeof a) < 0) return 1;
    dup2(s, CONTROL);
    close_range(0, CONTROL - 1, 0);
    close_range(CONTROL + 1, ~0u, 0);
    struct command c;
    int fd;
    while (receive(&c, &fd))
    {
        int64_t answer = run(&c, fd);
        if (write(CONTROL, &answer, sizeof answer) != sizeof answer) return 1;
    }
    return 0;
}
