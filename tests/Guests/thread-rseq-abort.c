/* A thread inside of a restartable sequence starts over after the stop, as after any preemption: going on where it was would be the very race
   that such sequences exist to prevent. The sequence spins, and notices if it was away for long without having been aborted. */
#include "guest.h"
#include <sys/rseq.h>

static volatile unsigned long starts, unbroken_gap;
static volatile int stop;

static void *spin(void *unused)
{
    static const unsigned long away = 4 * 1000 * 1000; /* cycles: a millisecond and a half */
    volatile uint64_t *section = &((struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset))->rseq_cs;
    __asm__ volatile(
        ".pushsection .data.rel, \"aw\"\n .balign 32\n"
        "9: .long 0, 0\n .quad 1f, 2f - 1f, 4f\n .popsection\n"
        "3: incq %[starts]\n"
        "leaq 9b(%%rip), %%rax\n movq %%rax, (%[section])\n"
        "1: rdtsc\n shl $32, %%rdx\n lea (%%rdx,%%rax), %%r8\n"
        "5: rdtsc\n shl $32, %%rdx\n or %%rdx, %%rax\n mov %%rax, %%r9\n sub %%r8, %%rax\n mov %%r9, %%r8\n"
        "cmp %[away], %%rax\n ja 6f\n"
        "cmpl $0, %[stop]\n je 5b\n"
        "xor %%eax, %%eax\n"
        "6:\n"
        "2: jmp 7f\n"
        ".byte 0x0f, 0xb9, 0x3d\n .long %c[signature]\n"
        "4: jmp 3b\n"
        "7: movq %%rax, %[gap]\n"
        : [gap] "=m"(unbroken_gap), [starts] "+m"(starts)
        : [section] "r"(section), [away] "r"(away), [stop] "m"(stop), [signature] "i"(RSEQ_SIG)
        : "rax", "rdx", "r8", "r9", "memory", "cc");
    (void)unused;
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    if (__rseq_size == 0)
        SKIP("glibc has not registered rseq");
    pthread_t id;
    pthread_create(&id, NULL, spin, NULL);
    sleep_ms(5);
    guest_ready_and_wait();
    unsigned long before = starts;
    sleep_ms(5);
    stop = 1;
    pthread_join(id, NULL);
    CHECK(before > 0 && unbroken_gap == 0, "away for %lu cycles in the middle of a sequence", unbroken_gap);
    return guest_end();
}
