/* TCP connections with both ends in the program live on: what was written and not read, on full queues in both directions; a direction that has ended; IPv4,
   IPv6 and IPv4 within IPv6; addresses, options and the chosen buffer; and the listener goes on taking new ones. */
#include "guest.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define MOST (32 * MB)

struct pair {
    const char *name;
    int listener, client, served;
    struct sockaddr_storage names[4];
    long written[2];
};

static void connect_pair(struct pair *p, const char *name, int listening, int connecting)
{
    p->name = name;
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    if (listening != connecting)
        six.sin6_addr = in6addr_any;
    socklen_t length = listening == AF_INET ? sizeof four : sizeof six;
    p->listener = MUST(socket(listening, SOCK_STREAM, 0));
    MUST(setsockopt(p->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    MUST(bind(p->listener, listening == AF_INET ? (void *)&four : (void *)&six, length));
    MUST(listen(p->listener, 5));
    MUST(getsockname(p->listener, listening == AF_INET ? (void *)&four : (void *)&six, &length));
    four.sin_port = listening == AF_INET ? four.sin_port : six.sin6_port;
    p->client = MUST(socket(connecting, SOCK_STREAM | SOCK_NONBLOCK, 0));
    int done = connect(p->client, connecting == AF_INET ? (void *)&four : (void *)&six, connecting == AF_INET ? sizeof four : sizeof six);
    CHECK(done == 0 || errno == EINPROGRESS, "connect: %s", strerror(errno));
    p->served = MUST(accept4(p->listener, NULL, NULL, SOCK_NONBLOCK));
    MUST(setsockopt(p->client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    MUST(setsockopt(p->served, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on));
}

static void ask_names(struct pair *p, struct sockaddr_storage names[4])
{
    memset(names, 0, 4 * sizeof *names);
    for (int i = 0; i < 4; i++) {
        socklen_t length = sizeof *names;
        int fd = i < 2 ? p->client : p->served;
        CHECK((i % 2 ? getpeername : getsockname)(fd, (void *)&names[i], &length) == 0, "%s: name %d: %s", p->name, i, strerror(errno));
    }
}

static unsigned char byte_at(long i, int seed)
{
    return (unsigned char)(pattern_word((uint64_t)seed, (uint64_t)i / 8) >> (i % 8 * 8));
}

/* Until nothing more fits. */
static long fill(int fd, int seed, long most)
{
    static unsigned char text[100003];
    long sum = 0;
    for (int tries = 0; tries < 40 && sum < most;) {
        long n = most - sum < (long)sizeof text ? most - sum : (long)sizeof text;
        for (long i = 0; i < n; i++)
            text[i] = byte_at(sum + i, seed);
        ssize_t got = write(fd, text, n);
        if (got > 0)
            sum += got;
        else {
            MUST(errno == EAGAIN ? 0 : -1);
            tries++;
            sleep_ms(5);
        }
    }
    return sum;
}

static void expect_bytes(const char *name, int fd, int seed, long most)
{
    static unsigned char text[65536];
    long sum = 0;
    while (sum < most) {
        struct pollfd p = {fd, POLLIN, 0};
        CHECK(poll(&p, 1, 10000) == 1, "%s: no bytes after %ld of %ld", name, sum, most);
        ssize_t n = read(fd, text, most - sum < (long)sizeof text ? most - sum : (long)sizeof text);
        if (n <= 0) {
            CHECK(n > 0, "%s: read gave %zd (%s) after %ld of %ld", name, n, strerror(errno), sum, most);
            return;
        }
        for (ssize_t i = 0; i < n; i++)
            if (text[i] != byte_at(sum + i, seed)) {
                CHECK(0, "%s: wrong byte at %ld of %ld", name, sum + i, most);
                return;
            }
        sum += n;
    }
}

static void expect_end(const char *name, int fd)
{
    char c;
    struct pollfd p = {fd, POLLIN, 0};
    CHECK(poll(&p, 1, 10000) == 1 && read(fd, &c, 1) == 0, "%s: no end: %s", name, strerror(errno));
}

static void talk(struct pair *p)
{
    CHECK(write(p->client, "ping", 4) == 4 && write(p->served, "pong", 4) == 4, "%s: %s", p->name, strerror(errno));
    char text[8];
    for (int i = 0; i < 2; i++) {
        struct pollfd one = {i ? p->client : p->served, POLLIN, 0};
        CHECK(poll(&one, 1, 10000) == 1 && read(one.fd, text, 8) == 4 && memcmp(text, i ? "pong" : "ping", 4) == 0, "%s: no answer", p->name);
    }
}

static int option(int fd, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    getsockopt(fd, level, name, &value, &length);
    return value;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct pair pairs[4];
    int buffer = 50000;
    connect_pair(&pairs[0], "full", AF_INET, AF_INET);
    connect_pair(&pairs[1], "half closed", AF_INET6, AF_INET6);
    connect_pair(&pairs[2], "IPv4 within IPv6", AF_INET6, AF_INET);
    connect_pair(&pairs[3], "small buffer", AF_INET, AF_INET);
    MUST(setsockopt(pairs[3].client, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer));
    int chosen = option(pairs[3].client, SOL_SOCKET, SO_SNDBUF);
    pairs[0].written[0] = fill(pairs[0].client, 1, MOST);
    pairs[0].written[1] = fill(pairs[0].served, 2, MOST);
    pairs[1].written[0] = fill(pairs[1].client, 3, 70000);
    MUST(shutdown(pairs[1].client, SHUT_WR));
    pairs[1].written[1] = fill(pairs[1].served, 4, 3);
    pairs[2].written[0] = fill(pairs[2].client, 5, 10);
    pairs[2].written[1] = 0;
    pairs[3].written[0] = fill(pairs[3].client, 7, MOST);
    pairs[3].written[1] = fill(pairs[3].served, 8, 1);
    for (int i = 0; i < 4; i++)
        ask_names(&pairs[i], pairs[i].names);
    CHECK(pairs[0].written[0] > 100000 && pairs[0].written[1] > 100000, "queues of %ld and %ld bytes", pairs[0].written[0], pairs[0].written[1]);

    guest_ready_and_wait();
    CHECK(option(pairs[3].client, SOL_SOCKET, SO_SNDBUF) == chosen, "SO_SNDBUF is %d, not %d", option(pairs[3].client, SOL_SOCKET, SO_SNDBUF), chosen);
    for (int i = 0; i < 4; i++) {
        struct sockaddr_storage now[4];
        struct pair *p = &pairs[i];
        ask_names(p, now);
        CHECK(memcmp(now, p->names, sizeof now) == 0, "%s: another address", p->name);
        CHECK(option(p->client, IPPROTO_TCP, TCP_NODELAY) == 1 && option(p->served, SOL_SOCKET, SO_KEEPALIVE) == 1, "%s: an option is lost", p->name);
        expect_bytes(p->name, p->served, 2 * i + 1, p->written[0]);
        expect_bytes(p->name, p->client, 2 * i + 2, p->written[1]);
        if (i == 1) {
            expect_end(p->name, p->served);
            CHECK(write(p->client, "x", 1) == -1 && errno == EPIPE, "half closed: wrote");
            CHECK(write(p->served, "pong", 4) == 4, "half closed: %s", strerror(errno));
            char text[8];
            struct pollfd one = {p->client, POLLIN, 0};
            CHECK(poll(&one, 1, 10000) == 1 && read(p->client, text, 8) == 4, "half closed: no answer");
        } else
            for (int turn = 0; turn < 100 && guest_failures == 0; turn++)
                talk(p);
        /* Not what is lost when the one end closes: the other one is told. */
        close(p->client);
        expect_end(p->name, p->served);
        close(p->served);
    }
    CHECK(option(pairs[3].listener, SOL_SOCKET, SO_REUSEADDR) == 1, "SO_REUSEADDR is lost");
    struct pair again;
    connect_pair(&again, "new", AF_INET, AF_INET);
    talk(&again);
    return guest_end();
}
