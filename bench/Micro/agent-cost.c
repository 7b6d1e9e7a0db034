/* What a hook adds to a system call: pairs of functions that make the same call, one of which can have a hook and one of which can't (a branch leads to the instructions
   behind its call). Batches of both take turns; the median of each is printed, and of their differences. Prints `ready` and waits for a line of input. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define PAIR(name, number)                                                                                                        \
    long name##_hooked(long a, void *b, long c, long d);                                                                          \
    long name##_bare(long a, void *b, long c, long d);                                                                            \
    __asm__(".globl " #name "_hooked\n.type " #name "_hooked, @function\n" #name "_hooked:\n.cfi_startproc\n"                     \
            "mov %rcx, %r10\n mov $" #number ", %eax\n syscall\n cmp $-4096, %rax\n ja 1f\n1: ret\n.cfi_endproc\n"                \
            ".size " #name "_hooked, .-" #name "_hooked\n"                                                                        \
            ".globl " #name "_bare\n.type " #name "_bare, @function\n" #name "_bare:\n.cfi_startproc\n"                           \
            "mov %rcx, %r10\n mov $" #number ", %eax\n test %rdi, %rdi\n js 2f\n syscall\n2: cmp $-4096, %rax\n ja 1f\n1: ret\n"  \
            ".cfi_endproc\n.size " #name "_bare, .-" #name "_bare\n")

PAIR(read, 0);
PAIR(write, 1);
PAIR(epoll_wait, 232);

enum { ROUNDS = 1501, BATCH = 300 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double batch(long (*call)(long, void *, long, long), long a, void *b, long c, long d)
{
    double start = now();
    for (int at = 0; at < BATCH; at++)
        if (call(a, b, c, d) < 0)
            exit(3);
    return (now() - start) / BATCH;
}

static int by_value(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return difference < 0 ? -1 : difference > 0;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof values[0], by_value);
    return values[ROUNDS / 2];
}

static void compare(const char *what, long (*hooked)(long, void *, long, long), long (*bare)(long, void *, long, long), long a, void *b, long c, long d)
{
    static double with[ROUNDS], without[ROUNDS], more[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double first = round % 2 ? batch(bare, a, b, c, d) : batch(hooked, a, b, c, d);
        double second = round % 2 ? batch(hooked, a, b, c, d) : batch(bare, a, b, c, d);
        with[round] = round % 2 ? second : first;
        without[round] = round % 2 ? first : second;
        more[round] = with[round] - without[round];
    }
    printf("%-44s bare %6.1f ns, with a hook %6.1f ns, difference %6.1f ns\n", what, median(without), median(with), median(more));
}

int main(void)
{
    static char buffer[4096];
    int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY), epoll = epoll_create1(0), counter = eventfd(1, EFD_SEMAPHORE);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event);
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        return 2;
    compare("write of 1 byte (event)", write_hooked, write_bare, null, buffer, 1, 0);
    compare("read of 1 byte (event, moment, payload)", read_hooked, read_bare, zero, buffer, 1, 0);
    compare("read of 100 bytes", read_hooked, read_bare, zero, buffer, 100, 0);
    compare("read of 4096 bytes", read_hooked, read_bare, zero, buffer, 4096, 0);
    compare("epoll_wait with one event (event, moment)", epoll_wait_hooked, epoll_wait_bare, epoll, buffer, 1, 0);
    return 0;
}
