/* The fs and gs bases of each thread, set by arch_prctl or by the processor's own instruction. */
#include "guest.h"
#include <asm/prctl.h>
#include <sys/auxv.h>

static volatile int go;
static uint64_t cells[8];

static void *thread(void *arg)
{
    long n = (long)arg;
    unsigned long gs = 0, fs = 0, own_fs;
    cells[n] = pattern_word(151, n);
    syscall(SYS_arch_prctl, ARCH_GET_FS, &own_fs);
    if (n % 2 == 0 || !(getauxval(AT_HWCAP2) & 2))
        syscall(SYS_arch_prctl, ARCH_SET_GS, &cells[n]);
    else
        __asm__ volatile("wrgsbase %0" : : "r"(&cells[n]));
    while (!go)
        sleep_ms(1);
    uint64_t through_gs;
    __asm__ volatile("mov %%gs:0, %0" : "=r"(through_gs));
    syscall(SYS_arch_prctl, ARCH_GET_GS, &gs);
    syscall(SYS_arch_prctl, ARCH_GET_FS, &fs);
    CHECK(gs == (unsigned long)&cells[n], "thread %ld: gs base %lx", n, gs);
    CHECK(through_gs == cells[n], "thread %ld: reads %lx through gs", n, through_gs);
    CHECK(fs == own_fs && *(unsigned long *)fs == fs, "thread %ld: fs base %lx was %lx", n, fs, own_fs);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t ids[8];
    for (long i = 0; i < 8; i++)
        pthread_create(&ids[i], NULL, thread, (void *)i);
    sleep_ms(20);
    guest_ready_and_wait();
    go = 1;
    for (int i = 0; i < 8; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
