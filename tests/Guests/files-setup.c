/* Opens files of one kind (argument 1) in the directory of argument 2, prints "ready", and waits. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <linux/netlink.h>
#include <termios.h>
#include <unistd.h>

#define OK(x) ({ long r_ = (long)(x); if (r_ < 0) { fprintf(stderr, "%d: %s: %s\n", __LINE__, #x, strerror(errno)); exit(1); } r_; })

static void at(int fd, int number) { OK(dup3(fd, number, 0)); close(fd); }

static void put(const char *name, const char *text)
{
    int fd = OK(open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644));
    OK(write(fd, text, strlen(text)));
    close(fd);
}

static void regular(void)
{
    put("plain", "hello, file\n");
    put("log", "first line\n");
    put("gone", "content of a deleted file\n");
    put("replaced", "old\n");
    put("name (deleted)", "odd name\n");
    int fd = OK(open("plain", O_RDWR));
    OK(lseek(fd, 5, SEEK_SET));
    at(fd, 20);
    OK(dup3(20, 21, O_CLOEXEC));
    at(OK(open("plain", O_RDONLY | O_NOATIME)), 22);
    at(OK(open("log", O_WRONLY | O_APPEND | O_SYNC)), 23);
    fd = OK(open("gone", O_RDWR));
    OK(lseek(fd, 7, SEEK_SET));
    at(fd, 24);
    at(OK(open("gone", O_RDONLY)), 25);
    OK(unlink("gone"));
    at(OK(open("plain", O_PATH)), 26);
    at(OK(open(".", O_RDONLY | O_DIRECTORY)), 27);
    at(OK(open("/dev/null", O_RDWR)), 28);
    at(OK(open("/dev/urandom", O_RDONLY | O_NONBLOCK)), 29);
    at(OK(open("name (deleted)", O_RDONLY)), 30);
    fd = OK(open("replaced", O_RDWR));
    put("replaced.new", "new\n");
    OK(rename("replaced.new", "replaced"));
    at(fd, 31);
    at(OK(open("/proc/meminfo", O_RDONLY)), 32);
    fd = OK(open("sparse", O_RDWR | O_CREAT | O_TRUNC, 0600));
    OK(ftruncate(fd, 64 << 20));
    OK(pwrite(fd, "end", 3, (64 << 20) - 3));
    OK(unlink("sparse"));
    at(fd, 33);
    fd = OK(open("linked", O_RDWR | O_CREAT | O_TRUNC, 0600));
    unlink("other-link");
    OK(link("linked", "other-link"));
    OK(unlink("linked"));
    at(fd, 34);
    OK(symlink("plain", "symlink") < 0 && errno != EEXIST ? -1 : 0);
    at(OK(open("symlink", O_PATH | O_NOFOLLOW)), 35);
    char self[64];
    snprintf(self, sizeof self, "/proc/%d/status", getpid());
    at(OK(open(self, O_RDONLY)), 36);
    at(OK(open(".", O_TMPFILE | O_RDWR, 0640)), 37);
    OK(write(37, "tmpfile", 7));
}

static void pipes(void)
{
    int p[2];
    OK(pipe2(p, O_NONBLOCK));
    at(p[0], 20); at(p[1], 21);
    OK(fcntl(20, F_SETPIPE_SZ, 1 << 20));
    char *big = malloc(200000);
    memset(big, 'x', 200000);
    OK(write(21, big, 200000));
    OK(pipe2(p, 0));
    at(p[0], 22); close(p[1]);
    OK(pipe2(p, 0));
    OK(write(p[1], "left over", 9));
    at(p[0], 23); close(p[1]);
    OK(pipe2(p, O_DIRECT));
    OK(write(p[1], "one", 3)); OK(write(p[1], "two two", 7));
    at(p[0], 24); at(p[1], 25);
    OK(pipe2(p, 0));
    close(p[0]); at(p[1], 26);
    unlink("fifo");
    OK(mkfifo("fifo", 0640));
    at(OK(open("fifo", O_RDWR)), 27);
    OK(write(27, "in the fifo", 11));
    at(OK(open("fifo", O_RDONLY | O_NONBLOCK)), 28);
    OK(pipe2(p, 0));
    at(p[0], 29); at(p[1], 30);
    at(OK(open("/proc/self/fd/29", O_RDONLY | O_NONBLOCK)), 31);
}

static void events(void)
{
    at(OK(eventfd(7, EFD_NONBLOCK)), 20);
    at(OK(eventfd(3, EFD_SEMAPHORE)), 21);
    uint64_t most = 0xfffffffffffffffeull;
    at(OK(eventfd(0, 0)), 22);
    OK(write(22, &most, 8));
    at(OK(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)), 23);
    struct itimerspec t = { .it_value = { 1000, 5 }, .it_interval = { 7, 9 } };
    OK(timerfd_settime(23, 0, &t, 0));
    at(OK(timerfd_create(CLOCK_REALTIME, 0)), 24);
    struct itimerspec a = { .it_value = { time(0) + 5000, 0 } };
    OK(timerfd_settime(24, TFD_TIMER_ABSTIME | 2, &a, 0));
    at(OK(timerfd_create(CLOCK_MONOTONIC, 0)), 25);
    struct itimerspec e = { .it_value = { 0, 1000 }, .it_interval = { 3600, 0 } };
    OK(timerfd_settime(25, 0, &e, 0));
    at(OK(timerfd_create(CLOCK_BOOTTIME, 0)), 26);
    struct itimerspec b = { .it_value = { 0, 1000 } };
    OK(timerfd_settime(26, 0, &b, 0));
    usleep(20000);
    sigset_t s; sigemptyset(&s); sigaddset(&s, SIGUSR1); sigaddset(&s, SIGRTMIN + 3);
    at(OK(signalfd(-1, &s, SFD_NONBLOCK)), 27);
    at(OK(syscall(SYS_pidfd_open, getpid(), 0)), 28);
}

static void epoll(void)
{
    int p[2];
    OK(pipe(p));
    at(p[0], 20); at(p[1], 21);
    at(OK(eventfd(0, 0)), 22);
    at(OK(epoll_create1(EPOLL_CLOEXEC)), 23);
    struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.u64 = 0x1122334455667788 };
    OK(epoll_ctl(23, EPOLL_CTL_ADD, 20, &e));
    e.events = EPOLLOUT | EPOLLONESHOT; e.data.u64 = 21;
    OK(epoll_ctl(23, EPOLL_CTL_ADD, 21, &e));
    struct epoll_event got[4];
    if (epoll_wait(23, got, 4, 1000) != 1) exit(1); /* 21 is disabled now */
    e.events = EPOLLIN; e.data.u64 = 22;
    OK(epoll_ctl(23, EPOLL_CTL_ADD, 22, &e));
    at(OK(epoll_create1(0)), 24);
    e.events = EPOLLIN; e.data.u64 = 23;
    OK(epoll_ctl(24, EPOLL_CTL_ADD, 23, &e));
    int d = OK(dup3(22, 40, 0)); /* one file under two numbers */
    e.events = EPOLLIN | EPOLLEXCLUSIVE; e.data.u64 = 40;
    OK(epoll_ctl(24, EPOLL_CTL_ADD, d, &e));
    int s = OK(dup3(22, 41, 0)); /* an item whose number is gone */
    e.events = EPOLLIN; e.data.u64 = 41;
    OK(epoll_ctl(24, EPOLL_CTL_ADD, s, &e));
    close(41);
}

static void inotify(void)
{
    OK(mkdir("watched", 0755) < 0 && errno != EEXIST ? -1 : 0);
    put("watched-file", "x");
    at(OK(inotify_init1(IN_NONBLOCK)), 20);
    int a = OK(inotify_add_watch(20, "watched", IN_CREATE | IN_DELETE));
    OK(inotify_rm_watch(20, a));
    OK(inotify_add_watch(20, "/tmp", IN_ATTRIB));
    OK(inotify_rm_watch(20, 2));
    OK(inotify_add_watch(20, "watched", IN_CREATE | IN_DELETE | IN_ONLYDIR)); /* 3 */
    OK(inotify_add_watch(20, "watched-file", IN_MODIFY | IN_ONESHOT)); /* 4 */
    char drain[4096];
    OK(read(20, drain, sizeof drain));
}

static void memory(void)
{
    at(OK(memfd_create("sealed", MFD_ALLOW_SEALING)), 20);
    OK(write(20, "sealed content", 14));
    OK(fcntl(20, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
    at(OK(memfd_create("plain", 0)), 21);
    OK(ftruncate(21, 100 << 20));
    OK(pwrite(21, "far", 3, 50 << 20));
    at(OK(open("/proc/self/fd/21", O_RDONLY)), 22);
    OK(lseek(21, 77, SEEK_SET));
}

static void pty(void)
{
    at(OK(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)), 20);
    OK(grantpt(20)); OK(unlockpt(20));
    at(OK(open(ptsname(20), O_RDWR | O_NOCTTY)), 21);
    struct termios t;
    OK(tcgetattr(21, &t));
    cfmakeraw(&t);
    t.c_cc[VINTR] = 7;
    OK(tcsetattr(21, TCSANOW, &t));
    struct winsize w = { 33, 111, 1, 2 };
    OK(ioctl(20, TIOCSWINSZ, &w));
    int on = 1;
    OK(ioctl(20, TIOCPKT, &on));
    at(OK(posix_openpt(O_RDWR | O_NOCTTY)), 22); /* locked, no slave */
    at(OK(posix_openpt(O_RDWR | O_NOCTTY)), 23); /* with output that nobody has read */
    OK(unlockpt(23));
    at(OK(open(ptsname(23), O_RDWR | O_NOCTTY)), 24);
    OK(write(24, "screen\nof text\n", 15));
}

static struct sockaddr_un name(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    strcpy(a.sun_path, path);
    return a;
}

static socklen_t length(const struct sockaddr_un *a) { return offsetof(struct sockaddr_un, sun_path) + strlen(a->sun_path) + 1; }

static void pass(int s, int fd, const char *text)
{
    char c[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec i = { (void *)text, strlen(text) };
    struct msghdr m = { .msg_iov = &i, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c };
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(h), &fd, sizeof fd);
    OK(sendmsg(s, &m, 0));
}

static void unixes(const char *directory)
{
    int p[2];
    OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p));
    at(p[0], 20); at(p[1], 21);
    OK(write(20, "to 21", 5)); OK(write(21, "to 20, more", 11));
    OK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p));
    at(p[0], 22); at(p[1], 23);
    OK(write(22, "", 0)); OK(write(22, "packet one", 10)); OK(write(22, "packet three", 12));
    OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, p));
    at(p[0], 24); at(p[1], 25);
    OK(write(24, "datagram", 8)); OK(write(24, "second", 6));
    OK(socketpair(AF_UNIX, SOCK_STREAM, 0, p)); /* the peer is gone, data is left */
    OK(write(p[1], "last words", 10)); close(p[1]); at(p[0], 26);
    OK(socketpair(AF_UNIX, SOCK_STREAM, 0, p)); /* half closed */
    at(p[0], 27); at(p[1], 28);
    OK(write(27, "before the end", 14)); OK(shutdown(27, SHUT_WR));

    char path[200];
    snprintf(path, sizeof path, "%s/listener", directory);
    unlink(path);
    struct sockaddr_un a = name(path);
    at(OK(socket(AF_UNIX, SOCK_STREAM, 0)), 30);
    OK(bind(30, (void *)&a, length(&a))); OK(chmod(path, 0660)); OK(listen(30, 17));
    at(OK(socket(AF_UNIX, SOCK_STREAM, 0)), 31);
    OK(connect(31, (void *)&a, length(&a)));
    at(OK(accept(30, 0, 0)), 32);
    OK(write(31, "to the server", 13));
    at(OK(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)), 33); /* not accepted */
    OK(connect(33, (void *)&a, length(&a)));

    unlink("relative");
    struct sockaddr_un r = name("relative");
    at(OK(socket(AF_UNIX, SOCK_DGRAM, 0)), 34);
    OK(bind(34, (void *)&r, length(&r)));
    struct sockaddr_un ab = name("");
    socklen_t abl = offsetof(struct sockaddr_un, sun_path) + 1 + (socklen_t)snprintf(ab.sun_path + 1, 50, "perdure-files-%d", getpid());
    at(OK(socket(AF_UNIX, SOCK_DGRAM, 0)), 35);
    OK(bind(35, (void *)&ab, abl));
    OK(connect(35, (void *)&r, length(&r)));
    OK(write(35, "from the abstract one", 21));
    snprintf(path, sizeof path, "%s/deleted-socket", directory);
    unlink(path);
    struct sockaddr_un d = name(path);
    at(OK(socket(AF_UNIX, SOCK_SEQPACKET, 0)), 36);
    OK(bind(36, (void *)&d, length(&d))); OK(listen(36, 3)); OK(unlink(path));

    OK(socketpair(AF_UNIX, SOCK_STREAM, 0, p)); /* passed descriptors, one of them known to nobody else */
    at(p[0], 40); at(p[1], 41);
    OK(write(40, "plain ", 6));
    int q[2];
    OK(pipe(q));
    OK(write(q[1], "inside", 6));
    pass(40, q[0], "with a pipe");
    close(q[0]); close(q[1]);
    pass(40, 20, "with 20");
    OK(write(40, " tail", 5));
    int on = 1;
    OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, p));
    at(p[0], 42); at(p[1], 43);
    OK(setsockopt(43, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    OK(write(42, "with credentials", 16));
    int size = 300000;
    OK(setsockopt(42, SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
    struct timeval tv = { 3, 500000 };
    OK(setsockopt(42, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
}

static void inet(void)
{
    int on = 1, v;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t l = sizeof a;
    at(OK(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), 20);
    OK(setsockopt(20, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
    v = 20000; OK(setsockopt(20, IPPROTO_TCP, TCP_USER_TIMEOUT, &v, sizeof v));
    v = 7; OK(setsockopt(20, IPPROTO_TCP, TCP_DEFER_ACCEPT, &v, sizeof v));
    v = 12345; OK(setsockopt(20, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &v, sizeof v));
    v = 3; OK(setsockopt(20, IPPROTO_TCP, TCP_SYNCNT, &v, sizeof v));
    v = 70000; OK(setsockopt(20, IPPROTO_TCP, TCP_WINDOW_CLAMP, &v, sizeof v));
    v = 16; OK(setsockopt(20, IPPROTO_TCP, TCP_FASTOPEN, &v, sizeof v));
    v = 9; OK(setsockopt(20, IPPROTO_TCP, TCP_LINGER2, &v, sizeof v));
    OK(setsockopt(20, IPPROTO_TCP, TCP_CONGESTION, "reno", 4));
    v = 0x10; OK(setsockopt(20, IPPROTO_IP, IP_TOS, &v, sizeof v));
    OK(setsockopt(20, IPPROTO_IP, IP_TRANSPARENT, &on, sizeof on));
    OK(setsockopt(20, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
    OK(setsockopt(20, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on));
    OK(setsockopt(20, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
    v = 50; OK(setsockopt(20, SOL_SOCKET, SO_BUSY_POLL, &v, sizeof v));
    v = 54321; OK(setsockopt(20, SOL_SOCKET, SO_RCVBUF, &v, sizeof v));
    struct linger li = { 1, 5 };
    OK(setsockopt(20, SOL_SOCKET, SO_LINGER, &li, sizeof li));
    struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, 0xffff) };
    struct sock_fprog prog = { 1, code };
    OK(setsockopt(20, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof prog));
    OK(bind(20, (void *)&a, sizeof a)); OK(listen(20, 33));
    OK(getsockname(20, (void *)&a, &l));
    at(OK(socket(AF_INET, SOCK_STREAM, 0)), 21); /* bound only */
    struct sockaddr_in b = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    OK(bind(21, (void *)&b, sizeof b));
    at(OK(socket(AF_INET6, SOCK_STREAM, 0)), 22); /* fresh */
    OK(setsockopt(22, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
    at(OK(socket(AF_INET, SOCK_DGRAM, 0)), 23);
    OK(setsockopt(23, IPPROTO_UDP, UDP_GRO, &on, sizeof on));
    v = 1200; OK(setsockopt(23, IPPROTO_UDP, UDP_SEGMENT, &v, sizeof v));
    OK(setsockopt(23, SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
    OK(bind(23, (void *)&b, sizeof b));
    struct ip_mreqn m = { .imr_multiaddr.s_addr = inet_addr("239.1.2.3"), .imr_ifindex = 1 };
    OK(setsockopt(23, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof m));
    l = sizeof b; OK(getsockname(23, (void *)&b, &l));
    at(OK(socket(AF_INET, SOCK_DGRAM, 0)), 24);
    OK(connect(24, (void *)&b, sizeof b));
    struct sockaddr_in6 s = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
    at(OK(socket(AF_INET6, SOCK_STREAM, 0)), 25);
    if (bind(25, (void *)&s, sizeof s) == 0) OK(listen(25, 5));
    /* a connection, both ends */
    struct sockaddr_in c = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int t = OK(socket(AF_INET, SOCK_STREAM, 0));
    OK(bind(t, (void *)&c, sizeof c)); OK(listen(t, 1));
    l = sizeof c; OK(getsockname(t, (void *)&c, &l));
    at(OK(socket(AF_INET, SOCK_STREAM, 0)), 26);
    OK(connect(26, (void *)&c, sizeof c));
    at(OK(accept(t, 0, 0)), 27);
    close(t);
    at(OK(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)), 28);
    struct sockaddr_nl n = { .nl_family = AF_NETLINK, .nl_groups = 1 };
    OK(bind(28, (void *)&n, sizeof n));
    at(OK(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)), 29);
}

static void locks(void)
{
    put("locked", "0123456789");
    put("flocked", "x");
    put("ofd", "0123456789");
    put("leased", "y");
    at(OK(open("locked", O_RDWR)), 20);
    struct flock f = { .l_type = F_WRLCK, .l_start = 2, .l_len = 3 };
    OK(fcntl(20, F_SETLK, &f));
    f = (struct flock){ .l_type = F_RDLCK, .l_start = 100 };
    OK(fcntl(20, F_SETLK, &f));
    at(OK(open("flocked", O_RDONLY)), 21);
    OK(flock(21, LOCK_EX));
    at(OK(open("ofd", O_RDWR)), 22);
    f = (struct flock){ .l_type = F_WRLCK, .l_start = 1, .l_len = 1 };
    OK(fcntl(22, F_OFD_SETLK, &f));
    at(OK(open("leased", O_RDONLY)), 23);
    OK(fcntl(23, F_SETLEASE, F_RDLCK));
    OK(fcntl(21, F_SETOWN, getpid()));
    OK(fcntl(21, F_SETSIG, SIGUSR2));
    int p[2];
    OK(pipe(p));
    at(p[0], 24); at(p[1], 25);
    OK(fcntl(24, F_SETOWN, getpid()));
    OK(fcntl(24, F_SETFL, O_ASYNC | O_NONBLOCK));
}

/* What the kernel here doesn't have is left out. */
static void optional(long fd, int number) { if (fd >= 0) at((int)fd, number); }

static void unsupported(void)
{
    char parameters[256] = { 0 };
    optional(syscall(SYS_io_uring_setup, 4, parameters), 20);
    optional(syscall(SYS_userfaultfd, 1 | O_CLOEXEC), 21);
    optional(syscall(SYS_fanotify_init, 0, 0), 22);
    struct { uint32_t type, size; uint64_t config; char rest[112]; } event = { 1, 128, 0, { 0 } };
    optional(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0), 23);
    struct { uint32_t type, key, value, most, flags; char rest[100]; } map = { 2, 4, 4, 1, 0, { 0 } };
    optional(syscall(SYS_bpf, 0, &map, sizeof map), 24);
    optional(socket(AF_PACKET, SOCK_RAW, 0), 25);
    optional(socket(40, SOCK_STREAM, 0), 26); /* AF_VSOCK */
    optional(socket(AF_INET, SOCK_STREAM, 262), 27); /* MPTCP */
    optional(open("/proc/self/ns/net", O_RDONLY), 28);
    optional(open("/proc/1/status", O_RDONLY), 29);
    optional(syscall(SYS_pidfd_open, getppid(), 0), 30);
    optional(open("/dev/fuse", O_RDWR), 31);
    optional(open("/dev/kvm", O_RDWR), 32);
    uint64_t rules = 1;
    optional(syscall(444, &rules, sizeof rules, 0), 33); /* landlock_create_ruleset */
    optional(syscall(SYS_memfd_secret, 0), 34);
    optional(socket(38, SOCK_SEQPACKET, 0), 35); /* AF_ALG */
    optional(syscall(430, "tmpfs", 0), 36); /* fsopen */
    optional(syscall(428, AT_FDCWD, "/", 1), 37); /* open_tree */
}

static void many(void)
{
    int p[2];
    for (int i = 0; i < 1000; i++)
    {
        OK(open("/dev/null", O_RDONLY));
        OK(eventfd(0, 0));
        OK(socket(AF_INET, SOCK_DGRAM, 0));
        OK(socketpair(AF_UNIX, SOCK_STREAM, 0, p));
    }
}

int main(int count, char **words)
{
    if (count < 3) return 2;
    syscall(SYS_close_range, 3, ~0u, 0); /* whatever the test runner leaked */
    OK(chdir(words[2]));
    const char *mode = words[1];
    if (!strcmp(mode, "regular")) regular();
    else if (!strcmp(mode, "pipes")) pipes();
    else if (!strcmp(mode, "events")) events();
    else if (!strcmp(mode, "epoll")) epoll();
    else if (!strcmp(mode, "inotify")) inotify();
    else if (!strcmp(mode, "memory")) memory();
    else if (!strcmp(mode, "pty")) pty();
    else if (!strcmp(mode, "unix")) unixes(words[2]);
    else if (!strcmp(mode, "inet")) inet();
    else if (!strcmp(mode, "locks")) locks();
    else if (!strcmp(mode, "unsupported")) unsupported();
    else if (!strcmp(mode, "many")) many();
    else if (!strcmp(mode, "shared"))
    {
        regular();
        if (fork() == 0)
        {
            close(0); close(1); close(2);
            at(OK(open("plain", O_RDWR)), 50);
            OK(lseek(50, 5, SEEK_SET));
            pause();
        }
        usleep(100000);
    }
    else return 2;
    close(0);
    close(2);
    puts("ready");
    fflush(stdout);
    close(1);
    for (;;) pause();
}
