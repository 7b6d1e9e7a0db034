/* recv with SO_RCVTIMEO and accept with it: EAGAIN at their time, not early. A socket call with a limit is not restarted by the kernel, so
   EINTR within the time is what a stopped and continued program sees, too. guest: differs=thread,Threads,num_threads,map,Vm */
#include "guest.h"
#include <sys/socket.h>
#include <sys/un.h>

enum { LIMIT_MS = 1200, LATE_MS = 8000 };

static void verdict(const char *what, long result, int64_t start)
{
    int error = errno;
    int64_t took = now_ms(CLOCK_MONOTONIC) - start;
    CHECK(result == -1 && (error == EAGAIN || error == EINTR), "%s gave %ld: %s", what, result, strerror(error));
    CHECK(error != EAGAIN || took >= LIMIT_MS - 1, "%s ended after %ld ms of %d", what, (long)took, LIMIT_MS);
    CHECK(took < LIMIT_MS + LATE_MS, "%s ended after %ld ms of %d", what, (long)took, LIMIT_MS);
}

static void *receive(void *fd)
{
    char byte;
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("recv", recv((int)(long)fd, &byte, 1, 0), start);
    return NULL;
}

static void *accept_one(void *fd)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    verdict("accept", accept((int)(long)fd, NULL, NULL), start);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int pair[2], listener = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
    struct timeval limit = {LIMIT_MS / 1000, LIMIT_MS % 1000 * 1000};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "perdure-guest-%d", getpid());
    MUST(bind(listener, (struct sockaddr *)&address, sizeof address));
    MUST(listen(listener, 5));
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    MUST(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    pthread_t ids[2];
    pthread_create(&ids[0], NULL, receive, (void *)(long)pair[0]);
    pthread_create(&ids[1], NULL, accept_one, (void *)(long)listener);
    sleep_ms(20);
    guest_ready_and_wait();
    pthread_join(ids[0], NULL);
    pthread_join(ids[1], NULL);
    struct timeval is = {0, 0};
    socklen_t length = sizeof is;
    CHECK(getsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &is, &length) == 0 && memcmp(&is, &limit, sizeof is) == 0, "SO_RCVTIMEO %ld.%06ld", is.tv_sec, is.tv_usec);
    return guest_end();
}
