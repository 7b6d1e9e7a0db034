/* UNIX sockets: pairs of all three types with queued data and boundaries, named and abstract listeners, half closed pairs, datagram senders. */
#include "guest.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static socklen_t address(struct sockaddr_un *a, const char *name, int abstract)
{
    memset(a, 0, sizeof *a);
    a->sun_family = AF_UNIX;
    snprintf(a->sun_path + abstract, sizeof a->sun_path - 1, abstract ? "perdure-%s-%d" : "%s", name, getpid());
    return abstract ? (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(a->sun_path + 1)) : sizeof *a;
}

static int serve(int type, const char *name, int abstract)
{
    struct sockaddr_un a;
    socklen_t length = address(&a, name, abstract);
    int fd = MUST(socket(AF_UNIX, type, 0));
    MUST(bind(fd, (struct sockaddr *)&a, length));
    if (type != SOCK_DGRAM)
        MUST(listen(fd, 7));
    return fd;
}

static int reach(int type, const char *name, int abstract)
{
    struct sockaddr_un a;
    socklen_t length = address(&a, name, abstract);
    int fd = MUST(socket(AF_UNIX, type, 0));
    CHECK(connect(fd, (struct sockaddr *)&a, length) == 0, "connecting to %s: %s", name, strerror(errno));
    return fd;
}

static void expect(int fd, const char *text, const char *what)
{
    char got[200] = {0};
    ssize_t n = recv(fd, got, sizeof got - 1, MSG_DONTWAIT);
    CHECK(n == (ssize_t)strlen(text) && strcmp(got, text) == 0, "%s: got %zd '%s', not '%s'", what, n, got, text);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(chdir(guest_dir));
    int stream[2], dgram[2], seq[2], half[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, stream));
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, dgram));
    MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, seq));
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, half));
    MUST(send(stream[0], "stream data", 11, 0));
    MUST(send(stream[1], "and back", 8, 0));
    MUST(send(dgram[0], "first", 5, 0));
    MUST(send(dgram[0], "second", 6, 0));
    MUST(send(seq[1], "packet one", 10, 0));
    MUST(send(seq[1], "packet two", 10, 0));
    MUST(send(half[0], "last words", 10, 0));
    MUST(shutdown(half[0], SHUT_WR));
    int named = serve(SOCK_STREAM, "named.socket", 0), hidden = serve(SOCK_SEQPACKET, "hidden", 1), post = serve(SOCK_DGRAM, "post.socket", 0);
    int client = reach(SOCK_STREAM, "named.socket", 0), served = MUST(accept(named, NULL, NULL)), sender = reach(SOCK_DGRAM, "post.socket", 0);
    MUST(send(client, "to the server", 13, 0));
    MUST(send(sender, "a letter", 8, 0));
    int size = 300000, on = 1;
    MUST(setsockopt(stream[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
    MUST(setsockopt(post, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    guest_ready_and_wait();
    expect(stream[1], "stream data", "stream pair");
    expect(stream[0], "and back", "stream pair, back");
    expect(dgram[1], "first", "datagram pair"), expect(dgram[1], "second", "datagram pair");
    expect(seq[0], "packet one", "packet pair"), expect(seq[0], "packet two", "packet pair");
    expect(half[1], "last words", "half closed pair");
    CHECK(recv(half[1], &on, 1, 0) == 0, "the half closed pair does not end");
    CHECK(send(half[1], "still open", 10, 0) == 10, "its other direction: %s", strerror(errno));
    expect(half[0], "still open", "the other direction");
    expect(served, "to the server", "accepted connection");
    CHECK(send(served, "answer", 6, 0) == 6, "answer: %s", strerror(errno));
    expect(client, "answer", "client");
    expect(post, "a letter", "datagram server");
    CHECK(send(sender, "another", 7, 0) == 7, "a second letter: %s", strerror(errno));
    expect(post, "another", "datagram server");
    socklen_t length = sizeof size;
    CHECK(getsockopt(stream[0], SOL_SOCKET, SO_SNDBUF, &size, &length) == 0 && size == 600000, "SO_SNDBUF %d", size);
    CHECK(getsockopt(post, SOL_SOCKET, SO_PASSCRED, &on, &length) == 0 && on == 1, "SO_PASSCRED %d", on);
    int second = reach(SOCK_STREAM, "named.socket", 0), third = reach(SOCK_SEQPACKET, "hidden", 1);
    int accepted = accept(named, NULL, NULL), accepted2 = accept(hidden, NULL, NULL);
    CHECK(accepted >= 0 && accepted2 >= 0, "accept: %s", strerror(errno));
    CHECK(send(second, "new", 3, 0) == 3 && send(third, "newer", 5, 0) == 5, "send: %s", strerror(errno));
    expect(accepted, "new", "new connection"), expect(accepted2, "newer", "new connection to the abstract name");
    return guest_end();
}
