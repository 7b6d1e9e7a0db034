/* A system call changes rax, rcx and r11, and nothing else: not the other registers, not the red zone, not the vector registers, and it needs no stack. Looks at that again and
   again, with the stack pointer anywhere in a page whose neighbours are not mapped. SIGUSR1 makes it sleep a while wherever it is, on the alternate stack. For the tests of the syscall agent. */
#include "guest.h"

uint64_t raw_before[16], raw_after[16], raw_red_zone[16], raw_stack, raw_vectors[4], raw_flags;

/* read(rdi, rsi, rdx) with known values in all other registers, on the stack at raw_stack. */
long raw_read(long fd, void *buffer, size_t bytes);

__asm__(".globl raw_read\n"
        ".type raw_read, @function\n"
        "raw_read:\n"
        ".cfi_startproc\n"
        "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "mov %rsp, raw_before+120(%rip)\n"
        "mov raw_stack(%rip), %rsp\n"
        "mov $0x1111, %ebx\n mov $0x2222, %ebp\n mov $0x3333, %r8d\n mov $0x4444, %r9d\n mov $0x5555, %r10d\n"
        "mov $0x6666, %r12d\n mov $0x7777, %r13d\n mov $0x8888, %r14d\n mov $0x9999, %r15d\n"
        "mov %rdi, raw_before(%rip)\n mov %rsi, raw_before+8(%rip)\n mov %rdx, raw_before+16(%rip)\n"
        "movq %rbx, %xmm0\n movq %r12, %xmm7\n movq %r15, %xmm15\n"
        "xor %ecx, %ecx\n"
        "1: lea 0x7700(%rcx), %rax\n mov %rax, -128(%rsp,%rcx,8)\n inc %ecx\n cmp $16, %ecx\n jb 1b\n"
        "xor %eax, %eax\n"
        "syscall\n"
        "cmp $-4096, %rax\n"
        "ja 3f\n"
        "mov %rdi, raw_after(%rip)\n mov %rsi, raw_after+8(%rip)\n mov %rdx, raw_after+16(%rip)\n"
        "mov %rbx, raw_after+24(%rip)\n mov %rbp, raw_after+32(%rip)\n mov %r8, raw_after+40(%rip)\n mov %r9, raw_after+48(%rip)\n"
        "mov %r10, raw_after+56(%rip)\n mov %r12, raw_after+64(%rip)\n mov %r13, raw_after+72(%rip)\n mov %r14, raw_after+80(%rip)\n"
        "mov %r15, raw_after+88(%rip)\n mov %rsp, raw_after+96(%rip)\n"
        "movq %xmm0, raw_vectors(%rip)\n movq %xmm7, raw_vectors+8(%rip)\n movq %xmm15, raw_vectors+16(%rip)\n"
        "xor %ecx, %ecx\n"
        "lea raw_red_zone(%rip), %r11\n"
        "2: mov -128(%rsp,%rcx,8), %rdi\n mov %rdi, (%r11,%rcx,8)\n inc %ecx\n cmp $16, %ecx\n jb 2b\n"
        "3: mov raw_before+120(%rip), %rsp\n"
        "pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size raw_read, .-raw_read\n");

/* The same with the direction flag set, which nobody's call has, but may. */
long backward_read(long fd, void *buffer, size_t bytes);

__asm__(".globl backward_read\n"
        ".type backward_read, @function\n"
        "backward_read:\n"
        ".cfi_startproc\n"
        "std\n"
        "xor %eax, %eax\n"
        "syscall\n"
        "cmp $-4096, %rax\n"
        "pushf\n"
        "pop raw_flags(%rip)\n"
        "cld\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size backward_read, .-backward_read\n");

/* /dev/zero gives page after page, and leaves off when a signal or a tracer asks for the thread. */
static int is_right(long got, size_t bytes)
{
    return got == (long)bytes || (got == PAGE && bytes > PAGE);
}

static void look(int zero, unsigned char *page, size_t offset, size_t bytes)
{
    static const uint64_t expected[] = {0x1111, 0x2222, 0x3333, 0x4444, 0x5555, 0x6666, 0x7777, 0x8888, 0x9999};
    static char buffer[8192];
    raw_stack = (uint64_t)page + offset;
    memset(buffer, 1, sizeof buffer);
    long got = raw_read(zero, buffer, bytes);
    CHECK(is_right(got, bytes) && buffer[got - 1] == 0 && buffer[got] == 1, "%zu bytes: read gave %ld", bytes, got);
    CHECK(memcmp(raw_before, raw_after, 24) == 0, "the arguments have changed");
    for (int at = 0; at < 9; at++)
        CHECK(raw_after[3 + at] == expected[at], "register %d is 0x%lx", at, (long)raw_after[3 + at]);
    CHECK(raw_after[12] == raw_stack, "the stack pointer has moved");
    CHECK(raw_vectors[0] == 0x1111 && raw_vectors[1] == 0x6666 && raw_vectors[2] == 0x9999, "a vector register has changed");
    for (uint64_t at = 0; at < 16; at++)
        CHECK(raw_red_zone[at] == 0x7700 + at, "word %ld of the red zone is 0x%lx", (long)at, (long)raw_red_zone[at]);
    got = backward_read(zero, buffer, bytes);
    CHECK(is_right(got, bytes) && (raw_flags & 0x400) != 0, "backwards: read gave %ld, flags 0x%lx", got, (long)raw_flags);
}

static void rest(int signal)
{
    (void)signal;
    sleep_ms(40);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    stack_t stack = {.ss_sp = map_private(16 * PAGE), .ss_size = 16 * PAGE};
    MUST(sigaltstack(&stack, NULL));
    struct sigaction action = {.sa_handler = rest, .sa_flags = SA_ONSTACK | SA_RESTART};
    MUST(sigaction(SIGUSR1, &action, NULL));
    int zero = MUST(open("/dev/zero", O_RDONLY));
    unsigned char *area = map_private(3 * PAGE);
    MUST(munmap(area, PAGE));
    MUST(munmap(area + 2 * PAGE, PAGE));
    guest_ready();
    long rounds = 0;
    /* From the lowest stack pointer that leaves a red zone to the highest: the last word of the page. */
    do {
        for (size_t offset = 128; offset < PAGE; offset += 8)
            look(zero, area + PAGE, offset, 1 + (offset * 7) % 8000);
        rounds++;
    } while ((!guest_may_go() || rounds < 20) && guest_failures == 0);
    return guest_end();
}
