/* Socket options, those that a checkpointer is known to lose among them: each that differs afterwards is named. */
#include "guest.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

enum { LISTENER, FRESH, UDP, SIX, UNIX, KINDS };
static const struct { int kind, level, option, value; const char *name; } options[] = {
#define O(kind, level, option, value) {kind, level, option, value, #kind " " #option}
    O(LISTENER, IPPROTO_TCP, TCP_DEFER_ACCEPT, 7), O(LISTENER, IPPROTO_TCP, TCP_FASTOPEN, 5), O(LISTENER, IPPROTO_TCP, TCP_SYNCNT, 4),
    O(LISTENER, IPPROTO_TCP, TCP_LINGER2, 33), O(LISTENER, IPPROTO_TCP, TCP_WINDOW_CLAMP, 40000), O(LISTENER, IPPROTO_TCP, TCP_USER_TIMEOUT, 12345),
    O(LISTENER, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 5678), O(LISTENER, IPPROTO_TCP, TCP_KEEPIDLE, 77), O(LISTENER, IPPROTO_TCP, TCP_KEEPINTVL, 11),
    O(LISTENER, IPPROTO_TCP, TCP_KEEPCNT, 3), O(LISTENER, IPPROTO_TCP, TCP_MAXSEG, 1000), O(LISTENER, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 1),
    O(LISTENER, IPPROTO_TCP, TCP_QUICKACK, 0), O(LISTENER, SOL_SOCKET, SO_KEEPALIVE, 1), O(LISTENER, SOL_SOCKET, SO_REUSEPORT, 1),
    O(LISTENER, SOL_SOCKET, SO_RCVBUF, 50000), O(LISTENER, SOL_SOCKET, SO_SNDBUF, 60000), O(LISTENER, SOL_SOCKET, SO_RCVLOWAT, 9), O(LISTENER, IPPROTO_IP, IP_TOS, 16),
    O(FRESH, SOL_SOCKET, SO_ZEROCOPY, 1), O(FRESH, SOL_SOCKET, SO_BUSY_POLL, 50), O(FRESH, SOL_SOCKET, SO_TIMESTAMPNS, 1), O(FRESH, SOL_SOCKET, SO_OOBINLINE, 1),
    O(FRESH, SOL_SOCKET, SO_PRIORITY, 4), O(FRESH, SOL_SOCKET, SO_MARK, 17), O(FRESH, SOL_SOCKET, SO_DONTROUTE, 1), O(FRESH, SOL_SOCKET, SO_INCOMING_CPU, 1),
    O(FRESH, IPPROTO_IP, IP_TRANSPARENT, 1), O(FRESH, IPPROTO_IP, IP_FREEBIND, 1), O(FRESH, IPPROTO_IP, IP_TTL, 44), O(FRESH, IPPROTO_IP, IP_MTU_DISCOVER, 2),
    O(FRESH, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1), O(UDP, IPPROTO_IP, IP_RECVERR, 1), O(UDP, IPPROTO_IP, IP_PKTINFO, 1), O(UDP, IPPROTO_IP, IP_RECVTTL, 1),
    O(UDP, IPPROTO_IP, IP_RECVTOS, 1), O(UDP, IPPROTO_IP, IP_MULTICAST_TTL, 9), O(UDP, IPPROTO_IP, IP_MULTICAST_LOOP, 0), O(UDP, IPPROTO_UDP, UDP_SEGMENT, 1200),
    O(UDP, IPPROTO_UDP, UDP_GRO, 1), O(UDP, SOL_SOCKET, SO_BROADCAST, 1), O(UDP, SOL_SOCKET, SO_TIMESTAMP, 1), O(UDP, SOL_SOCKET, SO_RXQ_OVFL, 1),
    O(UDP, SOL_SOCKET, SO_NO_CHECK, 1), O(UDP, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1), O(SIX, IPPROTO_IPV6, IPV6_V6ONLY, 1), O(SIX, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1),
    O(SIX, IPPROTO_IPV6, IPV6_TCLASS, 8), O(SIX, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 55), O(SIX, IPPROTO_IPV6, IPV6_RECVERR, 1), O(SIX, IPPROTO_IPV6, IPV6_DONTFRAG, 1),
    O(UNIX, SOL_SOCKET, SO_PASSCRED, 1), O(UNIX, SOL_SOCKET, SO_PASSSEC, 1), O(UNIX, SOL_SOCKET, SO_SNDBUF, 70000), O(UNIX, SOL_SOCKET, SO_PEEK_OFF, 2),
};
enum { COUNT = sizeof options / sizeof options[0] };
static int before[COUNT];

static int read_option(int fd, int i)
{
    int value = -1;
    socklen_t length = sizeof value;
    return getsockopt(fd, options[i].level, options[i].option, &value, &length) == 0 ? value : -errno;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fds[KINDS] = {(int)MUST(socket(AF_INET, SOCK_STREAM, 0)), (int)MUST(socket(AF_INET, SOCK_STREAM, 0)), (int)MUST(socket(AF_INET, SOCK_DGRAM, 0)),
                      (int)MUST(socket(AF_INET6, SOCK_DGRAM, 0)), (int)MUST(socket(AF_UNIX, SOCK_DGRAM, 0))};
    for (int i = 0; i < COUNT; i++)
        if (setsockopt(fds[options[i].kind], options[i].level, options[i].option, &options[i].value, sizeof(int)) == -1)
            guest_say("note: %s can't be set here: %s", options[i].name, strerror(errno));
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    MUST(setsockopt(fds[LISTENER], IPPROTO_TCP, TCP_CONGESTION, "reno", 4));
    struct linger linger = {1, 21}, is_linger;
    MUST(setsockopt(fds[LISTENER], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    MUST(setsockopt(fds[UDP], SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    MUST(bind(fds[LISTENER], (struct sockaddr *)&a, sizeof a));
    MUST(listen(fds[LISTENER], 5));
    for (int i = 0; i < COUNT; i++)
        before[i] = read_option(fds[options[i].kind], i);
    guest_ready_and_wait();
    for (int i = 0; i < COUNT; i++) {
        int now = read_option(fds[options[i].kind], i);
        CHECK(now == before[i], "option lost: %s is %d, was %d", options[i].name, now, before[i]);
    }
    char text[32] = "";
    socklen_t length = sizeof text, small = sizeof is_linger;
    CHECK(getsockopt(fds[LISTENER], IPPROTO_TCP, TCP_CONGESTION, text, &length) == 0 && strcmp(text, "reno") == 0, "option lost: TCP_CONGESTION is %s", text);
    CHECK(getsockopt(fds[LISTENER], SOL_SOCKET, SO_LINGER, &is_linger, &small) == 0 && is_linger.l_linger == 21, "option lost: SO_LINGER");
    length = sizeof text;
    CHECK(getsockopt(fds[UDP], SOL_SOCKET, SO_BINDTODEVICE, text, &length) == 0 && strcmp(text, "lo") == 0, "option lost: SO_BINDTODEVICE is %s", text);
    return guest_end();
}
