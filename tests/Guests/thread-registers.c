/* Threads that spin or block with known values in general, SSE, AVX and AVX-512 registers find them unchanged. */
#include "guest.h"
#include <cpuid.h>
#include <immintrin.h>

static volatile int stop;
static int avx512;

/* Loads the registers, loops on `stop` without touching them, and gives back what they hold. */
static void __attribute__((target("avx"))) spin_avx(const uint64_t *in, uint64_t *out)
{
    __asm__ volatile("mov %[in], %%r8\n vmovdqu (%%r8), %%ymm0\n vmovdqu 32(%%r8), %%ymm7\n vmovdqu 64(%%r8), %%ymm15\n"
                     "mov 96(%%r8), %%r12\n mov 104(%%r8), %%r13\n mov 112(%%r8), %%r14\n mov 120(%%r8), %%r15\n"
                     "fldl 128(%%r8)\n fldl 136(%%r8)\n"
                     "1: pause\n cmpl $0, %[stop]\n je 1b\n"
                     "mov %[out], %%r8\n vmovdqu %%ymm0, (%%r8)\n vmovdqu %%ymm7, 32(%%r8)\n vmovdqu %%ymm15, 64(%%r8)\n"
                     "mov %%r12, 96(%%r8)\n mov %%r13, 104(%%r8)\n mov %%r14, 112(%%r8)\n mov %%r15, 120(%%r8)\n"
                     "fstpl 136(%%r8)\n fstpl 128(%%r8)\n vzeroupper\n"
                     : : [in] "m"(in), [out] "m"(out), [stop] "m"(stop)
                     : "r8", "r12", "r13", "r14", "r15", "xmm0", "xmm7", "xmm15", "memory", "cc");
}

static void __attribute__((target("avx512f,avx512bw"))) spin_avx512(const uint64_t *in, uint64_t *out)
{
    __asm__ volatile("mov %[in], %%r8\n vmovdqu64 (%%r8), %%zmm1\n vmovdqu64 64(%%r8), %%zmm31\n kmovq 128(%%r8), %%k3\n"
                     "1: pause\n cmpl $0, %[stop]\n je 1b\n"
                     "mov %[out], %%r8\n vmovdqu64 %%zmm1, (%%r8)\n vmovdqu64 %%zmm31, 64(%%r8)\n kmovq %%k3, 128(%%r8)\n vzeroupper\n"
                     : : [in] "m"(in), [out] "m"(out), [stop] "m"(stop) : "r8", "xmm1", "k3", "memory", "cc");
}

/* Blocked in a system call instead: the kernel keeps everything but rax, rcx and r11. */
static void __attribute__((target("avx"))) block_avx(const uint64_t *in, uint64_t *out, int fd)
{
    char byte;
    __asm__ volatile("mov %[in], %%r8\n vmovdqu (%%r8), %%ymm3\n vmovdqu 32(%%r8), %%ymm14\n mov 96(%%r8), %%r12\n mov 104(%%r8), %%r13\n"
                     "mov %[fd], %%edi\n lea %[byte], %%rsi\n mov $1, %%edx\n xor %%eax, %%eax\n syscall\n"
                     "mov %[out], %%r8\n vmovdqu %%ymm3, (%%r8)\n vmovdqu %%ymm14, 32(%%r8)\n mov %%r12, 96(%%r8)\n mov %%r13, 104(%%r8)\n"
                     "mov %%rax, 144(%%r8)\n vzeroupper\n"
                     : [byte] "=m"(byte) : [in] "m"(in), [out] "m"(out), [fd] "m"(fd)
                     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r11", "r12", "r13", "xmm3", "xmm14", "memory", "cc");
}

static int pipe_fds[2];

static void *worker(void *arg)
{
    long n = (long)arg;
    uint64_t in[20] = {0}, out[20] = {0};
    pattern_fill(in, 18 * 8, 1000 + n);
    for (int i = 16; i < 18 && n % 3 != 1; i++) {
        double d = 1.5 * n + i;
        memcpy(&in[i], &d, 8);
    }
    if (n % 3 == 0)
        spin_avx(in, out);
    else if (n % 3 == 1 && avx512)
        spin_avx512(in, out), in[17] = out[17];
    else {
        block_avx(in, out, pipe_fds[0]);
        CHECK(out[18] == 1, "read gave %ld", (long)out[18]);
        in[18] = 1, memcpy(in + 8, out + 8, 32), memcpy(in + 14, out + 14, 32);
    }
    for (int i = 0; i < 18; i++)
        CHECK(in[i] == out[i], "thread %ld word %d: %016lx was %016lx", n, i, out[i], in[i]);
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx"))
        SKIP("the processor has no AVX");
    avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    MUST(pipe(pipe_fds));
    pthread_t ids[16];
    for (long i = 0; i < 16; i++)
        pthread_create(&ids[i], NULL, worker, (void *)i);
    sleep_ms(50);
    guest_ready_and_wait();
    stop = 1;
    MUST(write(pipe_fds[1], "0123456789abcdef", 16));
    for (int i = 0; i < 16; i++)
        pthread_join(ids[i], NULL);
    return guest_end();
}
