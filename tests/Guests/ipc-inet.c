/* UDP sockets, bound and connected, with queued datagrams; a TCP listener with its options, on which connections come in afterwards. */
#include "guest.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static struct sockaddr_in local(int fd)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    MUST(bind(fd, (struct sockaddr *)&a, sizeof a));
    MUST(getsockname(fd, (struct sockaddr *)&a, &length));
    return a;
}

static void expect_address(int fd, struct sockaddr_in was, const char *what)
{
    struct sockaddr_in is;
    socklen_t length = sizeof is;
    CHECK(getsockname(fd, (struct sockaddr *)&is, &length) == 0 && is.sin_port == was.sin_port && is.sin_addr.s_addr == was.sin_addr.s_addr, "%s has port %d, had %d", what,
          ntohs(is.sin_port), ntohs(was.sin_port));
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int server = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)), client = MUST(socket(AF_INET, SOCK_DGRAM, 0)), unbound = MUST(socket(AF_INET6, SOCK_DGRAM, 0));
    struct sockaddr_in at = local(server), from = local(client);
    MUST(connect(client, (struct sockaddr *)&at, sizeof at));
    MUST(send(client, "queued one", 10, 0));
    MUST(send(client, "queued two", 10, 0));
    int tcp = MUST(socket(AF_INET, SOCK_STREAM, 0)), on = 1, fresh = MUST(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    MUST(setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    MUST(setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    struct sockaddr_in listening = local(tcp);
    MUST(listen(tcp, 77));
    guest_ready_and_wait();
    char text[100] = {0};
    expect_address(server, at, "UDP server"), expect_address(client, from, "UDP client"), expect_address(tcp, listening, "TCP listener");
    /* UDP may lose what is queued, but not a part of it, and not the order. */
    if (recv(server, text, 99, 0) == 10) {
        CHECK(strcmp(text, "queued one") == 0, "first datagram '%s'", text);
        CHECK(recv(server, text, 99, 0) == 10 && strcmp(text, "queued two") == 0, "second datagram '%s': %s", text, strerror(errno));
    } else
        guest_say("note: queued datagrams are lost");
    CHECK(send(client, "after", 5, 0) == 5 && (sleep_ms(10), recv(server, text, 99, 0)) == 5, "a datagram afterwards: %s", strerror(errno));
    CHECK(sendto(server, "back", 4, 0, (struct sockaddr *)&from, sizeof from) == 4 && recv(client, text, 99, 0) == 4, "and back: %s", strerror(errno));
    struct tcp_info info = {0};
    socklen_t length = sizeof info, small = sizeof on;
    CHECK(getsockopt(tcp, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_LISTEN && info.tcpi_sacked == 77, "state %d, backlog %u", info.tcpi_state, info.tcpi_sacked);
    CHECK(getsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &on, &small) == 0 && on == 1, "SO_REUSEADDR %d", on);
    CHECK(getsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, &small) == 0 && on == 1, "TCP_NODELAY %d", on);
    CHECK(connect(fresh, (struct sockaddr *)&listening, sizeof listening) == 0, "connect: %s", strerror(errno));
    int accepted = accept(tcp, NULL, NULL);
    CHECK(accepted >= 0 && write(fresh, "tcp", 3) == 3 && read(accepted, text, 99) == 3, "a connection: %s", strerror(errno));
    int domain = 0;
    CHECK(getsockopt(unbound, SOL_SOCKET, SO_DOMAIN, &domain, &small) == 0 && domain == AF_INET6, "family %d", domain);
    return guest_end();
}
