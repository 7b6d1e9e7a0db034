/* Threads in poll, ppoll, select, pselect, epoll_wait and epoll_pwait: without a limit they wait until the byte comes, with a limit neither
   early nor much too late, and none of them sees EINTR. guest: differs=thread,Threads,num_threads,map,Vm,fd */
#include "guest.h"
#include <sys/epoll.h>
#include <sys/select.h>

enum { LIMIT_MS = 1200, LATE_MS = 8000, KINDS = 7 };
static const char *const names[KINDS] = {"poll", "ppoll", "select", "pselect", "epoll_wait", "epoll_pwait", "epoll_pwait2"};
static int silent[2], bell[2];
static volatile int early;

static int wait_for(int kind, int fd, int ms)
{
    struct pollfd one = {fd, POLLIN, 0};
    struct timespec ts = {ms / 1000, ms % 1000 * 1000000}, *limit = ms < 0 ? NULL : &ts;
    struct timeval tv = {ms / 1000, ms % 1000 * 1000}, *tvp = ms < 0 ? NULL : &tv;
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd}, got;
    int ep = epoll_create1(0), result;
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event);
    switch (kind) {
    case 0: result = poll(&one, 1, ms); break;
    case 1: result = ppoll(&one, 1, limit, &mask); break;
    case 2: result = select(fd + 1, &set, NULL, NULL, tvp); break;
    case 3: result = pselect(fd + 1, &set, NULL, NULL, limit, &mask); break;
    case 4: result = epoll_wait(ep, &got, 1, ms); break;
    case 5: result = epoll_pwait(ep, &got, 1, ms, &mask); break;
    default: result = epoll_pwait2(ep, &got, 1, limit, &mask);
    }
    close(ep);
    return result;
}

static void *with_limit(void *kind)
{
    int64_t start = now_ms(CLOCK_MONOTONIC);
    int result = wait_for((int)(long)kind, silent[0], LIMIT_MS);
    int64_t took = now_ms(CLOCK_MONOTONIC) - start;
    CHECK(result == 0, "%s with limit gave %d: %s", names[(long)kind], result, result < 0 ? strerror(errno) : "");
    CHECK(took >= LIMIT_MS - 1 && took < LIMIT_MS + LATE_MS, "%s ended after %ld ms of %d", names[(long)kind], (long)took, LIMIT_MS);
    return NULL;
}

static void *without_limit(void *kind)
{
    int result = wait_for((int)(long)kind, bell[0], -1);
    CHECK(result == 1, "%s gave %d: %s", names[(long)kind], result, result < 0 ? strerror(errno) : "");
    CHECK(!early, "%s woke before the byte", names[(long)kind]);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(pipe(silent));
    MUST(pipe(bell));
    early = 1;
    pthread_t ids[2 * KINDS];
    for (long i = 0; i < KINDS; i++) {
        pthread_create(&ids[i], NULL, with_limit, (void *)i);
        pthread_create(&ids[KINDS + i], NULL, without_limit, (void *)i);
    }
    sleep_ms(20);
    guest_ready_and_wait();
    sleep_ms(50);
    early = 0;
    MUST(write(bell[1], "!", 1));
    for (int i = 0; i < 2 * KINDS; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
