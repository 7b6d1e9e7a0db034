/* Changes its memory in every way that a series of checkpoints has to notice; one step for each SIGUSR1.
 * SIGUSR2 has it execute itself anew. Its memory lies at a fixed address; the first word counts the steps that are done. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BASE ((char *)0x200000000000)
#define PAGES 16384
#define PAGE 4096

static uint64_t state = 88172645463325252u;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static char *page(uint64_t number) { return BASE + number * PAGE; }

static void fill(char *at)
{
    for (int word = 0; word < PAGE / 8; word++)
        ((uint64_t *)at)[word] = word % 3 ? next() : 7;
}

static void *map(char *at, size_t bytes, int flags)
{
    return mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static void step(int number)
{
    for (int count = 0; count < 200; count++)
        page(1 + next() % (PAGES - 1))[next() % PAGE] ^= (char)(1 + number);
    for (int count = 0; count < 20; count++)
        memset(page(1 + next() % (PAGES - 1)), 0, PAGE);
    madvise(page(2000 + next() % 1000), 16 * PAGE, MADV_DONTNEED);
    char *anew = page(4096 + 256 * (next() % 16));
    munmap(anew, 256 * PAGE);
    map(anew, 256 * PAGE, MAP_FIXED);
    for (int count = 0; count < 100; count++)
        fill(anew + count * PAGE);
    char *from = page(10000 + next() % 1000), *to = page(12000 + next() % 1000);
    mremap(from, 64 * PAGE, 64 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
    map(from, 64 * PAGE, MAP_FIXED);
    mprotect(page(14000), 32 * PAGE, number % 2 ? PROT_READ : PROT_READ | PROT_WRITE);
}

int main(int argc, char **argv)
{
    (void)argc;
    close_range(3, ~0U, 0);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (map(BASE, (size_t)PAGES * PAGE, MAP_FIXED_NOREPLACE) != BASE)
        return 1;
    for (uint64_t number = 1; number < PAGES; number++)
        fill(page(number));
    *(volatile uint64_t *)BASE = 1;
    for (int number = 1;; number++) {
        int got;
        sigwait(&set, &got);
        if (got == SIGUSR2)
            execv("/proc/self/exe", argv);
        mprotect(page(14000), 32 * PAGE, PROT_READ | PROT_WRITE);
        step(number);
        *(volatile uint64_t *)BASE += 1;
    }
}
