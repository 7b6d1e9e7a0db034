/* An established TCP connection is closed by a restore, and properly so: the program reads the end or a reset, never hangs, and the
   listener takes new ones. Without a restore the connection simply lives on. */
#include "guest.h"
#include <netinet/in.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    int listener = MUST(socket(AF_INET, SOCK_STREAM, 0)), client = MUST(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
    MUST(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    MUST(bind(listener, (struct sockaddr *)&a, sizeof a));
    MUST(listen(listener, 5));
    MUST(getsockname(listener, (struct sockaddr *)&a, &length));
    MUST(connect(client, (struct sockaddr *)&a, sizeof a));
    int served = MUST(accept(listener, NULL, NULL));
    guest_ready_and_wait();
    char text[10];
    ssize_t written = write(client, "ping", 4);
    struct pollfd both[2] = {{served, POLLIN, 0}, {client, POLLIN, 0}};
    CHECK(poll(both, 1, 3000) == 1, "the connection neither works nor ends");
    ssize_t n = read(served, text, 10);
    if (written == 4 && n == 4)
        guest_say("note: the connection lives");
    else
        CHECK(n == 0 || (n == -1 && (errno == ECONNRESET || errno == EPIPE || errno == ENOTCONN || errno == ETIMEDOUT)), "read gave %zd: %s", n, strerror(errno));
    CHECK(close(served) == 0 && close(client) == 0, "close: %s", strerror(errno));
    client = MUST(socket(AF_INET, SOCK_STREAM, 0));
    CHECK(connect(client, (struct sockaddr *)&a, sizeof a) == 0, "a new connection: %s", strerror(errno));
    served = accept(listener, NULL, NULL);
    CHECK(served >= 0 && write(client, "ping", 4) == 4 && read(served, text, 10) == 4, "on the new connection: %s", strerror(errno));
    return guest_end();
}
