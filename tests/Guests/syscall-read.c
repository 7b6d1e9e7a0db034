/* Threads blocked in read, write, accept, connect, recv and recvmsg on pipes and sockets get what comes later, and nothing else.
   A transfer that had begun may end short of its length, as when a shell stops and continues the program: the kernel does that. */
#include "guest.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static int in[2], out[2], pair[2], listener, dgram[2];

static void *read_pipe(void *unused)
{
    char text[16] = {0};
    ssize_t n = read(in[0], text, 15);
    CHECK(n == 5 && strcmp(text, "later") == 0, "read gave %zd '%s': %s", n, text, strerror(errno));
    return unused;
}

static void *write_pipe(void *unused)
{
    static char much[256 * 1024];
    memset(much, 'w', sizeof much);
    for (size_t at = 0; at < sizeof much;) {
        ssize_t n = write(out[1], much + at, sizeof much - at);
        CHECK(n > 0, "write gave %zd after %zu: %s", n, at, strerror(errno));
        if (n <= 0)
            break;
        at += n;
    }
    return unused;
}

static void *accept_one(void *unused)
{
    int fd = accept(listener, NULL, NULL);
    CHECK(fd >= 0, "accept: %s", strerror(errno));
    CHECK(write(fd, "hi", 2) == 2, "answer: %s", strerror(errno));
    close(fd);
    return unused;
}

static void *receive(void *unused)
{
    char text[16] = {0};
    ssize_t n = recv(pair[0], text, 15, MSG_WAITALL);
    if (n == 5)
        n += recv(pair[0], text + 5, 10, MSG_WAITALL);
    CHECK(n == 15 && strcmp(text, "abcdefghijklmno") == 0, "recv gave %zd '%s': %s", n, text, strerror(errno));
    return unused;
}

static void *receive_message(void *unused)
{
    char text[16] = {0};
    struct iovec vector = {text, 15};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t n = recvmsg(dgram[0], &message, 0);
    CHECK(n == 4 && strcmp(text, "data") == 0, "recvmsg gave %zd '%s': %s", n, text, strerror(errno));
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(pipe(in));
    MUST(pipe(out));
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, dgram));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    listener = MUST(socket(AF_INET, SOCK_STREAM, 0));
    MUST(bind(listener, (struct sockaddr *)&address, sizeof address));
    MUST(listen(listener, 5));
    MUST(getsockname(listener, (struct sockaddr *)&address, &length));
    void *(*const bodies[])(void *) = {read_pipe, write_pipe, accept_one, receive, receive_message};
    pthread_t ids[5];
    for (int i = 0; i < 5; i++)
        pthread_create(&ids[i], NULL, bodies[i], NULL);
    MUST(write(pair[1], "abcde", 5));
    sleep_ms(30);
    guest_ready_and_wait();
    MUST(write(in[1], "later", 5));
    MUST(write(pair[1], "fghijklmno", 10));
    MUST(write(dgram[1], "data", 4));
    char text[4096] = {0};
    long total = 0;
    while (total < 256 * 1024) {
        ssize_t n = read(out[0], text, sizeof text);
        CHECK(n > 0 && text[0] == 'w' && text[n - 1] == 'w', "pipe content at %ld", total);
        if (n <= 0)
            break;
        total += n;
    }
    int fd = MUST(socket(AF_INET, SOCK_STREAM, 0));
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect: %s", strerror(errno));
    CHECK(recv(fd, text, 2, MSG_WAITALL) == 2 && memcmp(text, "hi", 2) == 0, "the accepted connection: %s", strerror(errno));
    for (int i = 0; i < 5; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
