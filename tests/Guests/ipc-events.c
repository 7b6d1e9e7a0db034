/* eventfd, timerfd and signalfd: counts, time left, intervals, expirations not yet read, masks; epoll in epoll over all of them. */
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static int ep, outer;

static void add(int to, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event e = {events, {.u64 = data}};
    MUST(epoll_ctl(to, EPOLL_CTL_ADD, fd, &e));
}

static uint64_t ready_mask(void)
{
    struct epoll_event events[16];
    uint64_t mask = 0;
    int n = epoll_wait(ep, events, 16, 0);
    for (int i = 0; i < n; i++)
        mask |= events[i].data.u64;
    return mask;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int count = MUST(eventfd(5, EFD_NONBLOCK)), semaphore = MUST(eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK)), silent = MUST(eventfd(0, EFD_NONBLOCK));
    int far = MUST(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)), fast = MUST(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK));
    int off = MUST(timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC)), signals = MUST(signalfd(-1, &set, SFD_NONBLOCK));
    struct itimerspec long_ = {{11, 0}, {1000, 0}}, short_ = {{0, 10000000}, {0, 10000000}};
    MUST(timerfd_settime(far, 0, &long_, NULL));
    MUST(timerfd_settime(fast, 0, &short_, NULL));
    ep = MUST(epoll_create1(EPOLL_CLOEXEC));
    outer = MUST(epoll_create1(0));
    add(ep, count, EPOLLIN, 1);
    add(ep, semaphore, EPOLLIN | EPOLLET, 2);
    add(ep, silent, EPOLLIN, 4);
    add(ep, signals, EPOLLIN | EPOLLONESHOT, 8);
    add(ep, fast, EPOLLIN, 16);
    int moved = MUST(dup(silent)), hidden = MUST(dup(count));
    add(ep, hidden, EPOLLIN, 32);
    close(hidden); /* Stays in the epoll: the description lives on under another number. */
    add(outer, ep, EPOLLIN, 0xabcdef0123456789);
    MUST(kill(getpid(), SIGUSR1));
    sleep_ms(30);
    guest_ready_and_wait();
    uint64_t n = 0;
    CHECK((ready_mask() & 63) == (1 | 2 | 8 | 16 | 32), "epoll reports %lx", ready_mask());
    struct epoll_event e = {0};
    CHECK(epoll_wait(outer, &e, 1, 0) == 1 && e.data.u64 == 0xabcdef0123456789, "outer epoll: %lx", e.data.u64);
    CHECK((ready_mask() & 10) == 0, "edge-triggered or one-shot items report again: %lx", ready_mask());
    CHECK(read(count, &n, 8) == 8 && n == 5, "eventfd %lu", n);
    CHECK(read(semaphore, &n, 8) == 8 && n == 1 && read(semaphore, &n, 8) == 8 && read(semaphore, &n, 8) == 8 && read(semaphore, &n, 8) == -1, "semaphore");
    CHECK(read(silent, &n, 8) == -1 && errno == EAGAIN, "the silent eventfd");
    n = 1;
    CHECK(write(moved, &n, 8) == 8 && (ready_mask() & 4), "an event afterwards: %lx", ready_mask());
    CHECK(read(fast, &n, 8) == 8 && n >= 1, "fast timer: %lu expirations", n);
    struct itimerspec is;
    CHECK(timerfd_gettime(far, &is) == 0 && is.it_interval.tv_sec == 11 && is.it_value.tv_sec > 900 && is.it_value.tv_sec <= 1000, "far timer: %ld s left", is.it_value.tv_sec);
    CHECK(timerfd_gettime(fast, &is) == 0 && is.it_interval.tv_nsec == 10000000, "fast timer's interval %ld", is.it_interval.tv_nsec);
    CHECK(timerfd_gettime(off, &is) == 0 && is.it_value.tv_sec == 0 && is.it_value.tv_nsec == 0, "the disarmed timer is armed");
    struct signalfd_siginfo info;
    CHECK(read(signals, &info, sizeof info) == sizeof info && info.ssi_signo == SIGUSR1 && info.ssi_pid == (uint32_t)getpid(), "signalfd: signal %u", info.ssi_signo);
    return guest_end();
}
