/* Reads in many ways, in several threads, while two kinds of signals rain: restartable ones whose handler makes calls itself, on the alternate stack, and such that
   interrupt. Whoever reads gets number after number, none lost, none twice. For the tests of the syscall agent. */
#include "guest.h"
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

enum { WAYS = 5 };

static int ends[WAYS][2];
static pthread_t readers[WAYS];
static volatile int stop;
static volatile long handled, seen[WAYS];
static int own[2];

static void restartable(int signal)
{
    int error = errno;
    char byte = 1;
    if (write(own[1], &byte, 1) == 1 && read(own[0], &byte, 1) == 1)
        handled++;
    (void)signal;
    errno = error;
}

static void interrupting(int signal)
{
    (void)signal;
}

static ssize_t take(int way, int fd, uint32_t *number)
{
    struct iovec parts[2] = {{number, 1}, {(char *)number + 1, 3}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    switch (way) {
    case 0:
        return read(fd, number, 4);
    case 1:
        return readv(fd, parts, 2);
    case 2:
        return recv(fd, number, 4, MSG_WAITALL);
    case 3:
        return recvmsg(fd, &message, MSG_WAITALL);
    default:
        return syscall(SYS_read, fd, number, 4);
    }
}

static void *reader(void *argument)
{
    int way = (int)(long)argument;
    char alternate[16384];
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    sigaltstack(&stack, NULL);
    for (uint32_t next = 0; next != UINT32_MAX; next++) {
        uint32_t number = 0;
        size_t have = 0;
        while (have < 4) {
            struct pollfd ready = {ends[way][0], POLLIN, 0};
            poll(&ready, 1, 5);
            char rest[4];
            ssize_t got = have == 0 ? take(way, ends[way][0], &number) : read(ends[way][0], rest, 4 - have);
            if (got == -1 && errno == EINTR)
                continue;
            if (got <= 0) {
                CHECK(got == 0, "way %d: %s", way, strerror(errno));
                return NULL;
            }
            if (have > 0)
                memcpy((char *)&number + have, rest, (size_t)got);
            have += (size_t)got;
        }
        if (number == UINT32_MAX)
            break;
        if (number != next) {
            CHECK(number == next, "way %d: expected %u, got %u", way, next, number);
            return NULL;
        }
        seen[way] = next;
    }
    return NULL;
}

static void put(int fd, uint32_t number)
{
    while (write(fd, &number, 4) == -1 && errno == EINTR)
        ;
}

static void *writer(void *unused)
{
    for (uint32_t next = 0; !stop; next++)
        for (int way = 0; way < WAYS; way++)
            put(ends[way][1], next);
    for (int way = 0; way < WAYS; way++)
        put(ends[way][1], UINT32_MAX);
    return unused;
}

static void *rain(void *unused)
{
    while (!stop) {
        for (int way = 0; way < WAYS; way++)
            pthread_kill(readers[way], way % 2 ? SIGUSR1 : SIGUSR2);
        struct timespec rest = {0, 200000};
        nanosleep(&rest, NULL);
    }
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct sigaction action = {.sa_handler = restartable, .sa_flags = SA_RESTART | SA_ONSTACK};
    MUST(sigaction(SIGALRM, &action, NULL));
    MUST(sigaction(SIGUSR2, &action, NULL));
    action.sa_handler = interrupting;
    action.sa_flags = 0;
    MUST(sigaction(SIGUSR1, &action, NULL));
    MUST(pipe2(own, O_NONBLOCK));
    for (long way = 0; way < WAYS; way++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[way]));
        pthread_create(&readers[way], NULL, reader, (void *)way);
    }
    pthread_t writing, raining;
    pthread_create(&writing, NULL, writer, NULL);
    pthread_create(&raining, NULL, rain, NULL);
    struct itimerval often = {{0, 300}, {0, 300}};
    MUST(setitimer(ITIMER_REAL, &often, NULL));
    guest_ready_and_wait();
    for (int waited = 0; waited < 5000 && handled <= 100; waited++)
        sleep_ms(1);
    stop = 1;
    pthread_join(raining, NULL);
    pthread_join(writing, NULL);
    for (int way = 0; way < WAYS; way++) {
        pthread_join(readers[way], NULL);
        CHECK(seen[way] > 100, "way %d has seen %ld numbers", way, seen[way]);
    }
    CHECK(handled > 100, "%ld signals handled", handled);
    return guest_end();
}
