/* Descriptors in flight: a pipe's end, a file with its offset and a socket lie unread in a UNIX socket during the checkpoint.
   guest: may-refuse=flight */
#include "guest.h"
#include <sys/socket.h>

static void pass(int over, int *fds, int count, const char *text)
{
    char space[CMSG_SPACE(sizeof(int) * 4)] = {0};
    struct iovec vector = {(void *)text, strlen(text)};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = space, .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * count)};
    memcpy(CMSG_DATA(header), fds, sizeof(int) * count);
    MUST(sendmsg(over, &message, 0));
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int over[2], ends[2], pair[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, over));
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
    MUST(pipe(ends));
    int file = MUST(open(guest_path("file"), O_RDWR | O_CREAT | O_TRUNC, 0600));
    MUST(write(file, "0123456789", 10));
    MUST(lseek(file, 3, SEEK_SET));
    int sent[3] = {ends[0], file, pair[0]};
    pass(over[0], sent, 3, "three of them");
    MUST(write(ends[1], "through the pipe", 16));
    close(ends[0]), close(file), close(pair[0]);
    guest_ready_and_wait();
    char space[CMSG_SPACE(sizeof(int) * 4)] = {0}, text[40] = {0};
    struct iovec vector = {text, 39};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    CHECK(recvmsg(over[1], &message, MSG_DONTWAIT) == 13 && strcmp(text, "three of them") == 0, "message '%s': %s", text, strerror(errno));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    CHECK(header != NULL && header->cmsg_len == CMSG_LEN(sizeof sent), "no three descriptors came");
    if (header == NULL)
        return guest_end();
    int got[3];
    memcpy(got, CMSG_DATA(header), sizeof got);
    memset(text, 0, sizeof text);
    CHECK(read(got[0], text, 39) == 16 && strcmp(text, "through the pipe") == 0, "the pipe's end reads '%s'", text);
    CHECK(lseek(got[1], 0, SEEK_CUR) == 3 && read(got[1], text, 1) == 1 && text[0] == '3', "the file is at %ld", (long)lseek(got[1], 0, SEEK_CUR));
    CHECK(send(pair[1], "dgram", 5, 0) == 5 && recv(got[2], text, 39, MSG_DONTWAIT) == 5, "the socket: %s", strerror(errno));
    return guest_end();
}
