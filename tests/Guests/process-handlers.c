/* The handler, flags, mask and restorer of every signal, and that a handler runs, on its alternate stack where it asked for one. */
#include "guest.h"

struct kernel_sigaction { void (*handler)(int); unsigned long flags; void *restorer; uint64_t mask; };

static struct kernel_sigaction was[65];
static char *stack;
static volatile int ran, on_stack;

static void handler(int signal)
{
    char here;
    ran = signal;
    on_stack = &here >= stack && &here < stack + 64 * 1024;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    stack = map_private(64 * 1024);
    stack_t alternate = {.ss_sp = stack, .ss_size = 64 * 1024};
    sigaltstack(&alternate, NULL);
    static const unsigned long flags[] = {0, SA_RESTART, SA_NODEFER | SA_SIGINFO, SA_ONSTACK, SA_RESETHAND, SA_NOCLDSTOP, SA_NOCLDWAIT & 0};
    for (int s = 1; s < 65; s++) {
        struct sigaction action = {.sa_flags = (int)flags[s % 7]};
        action.sa_handler = s % 5 == 0 ? SIG_IGN : s % 5 == 1 ? SIG_DFL : handler;
        sigaddset(&action.sa_mask, s % 64 + 1);
        sigaddset(&action.sa_mask, (s * 7) % 64 + 1);
        if (s != SIGKILL && s != SIGSTOP && s != 32 && s != 33 && s != SIGSEGV)
            MUST(sigaction(s, &action, NULL));
        MUST(syscall(SYS_rt_sigaction, s, NULL, &was[s], 8));
    }
    guest_ready_and_wait();
    for (int s = 1; s < 65; s++) {
        struct kernel_sigaction is;
        syscall(SYS_rt_sigaction, s, NULL, &is, 8);
        CHECK(memcmp(&is, &was[s], sizeof is) == 0, "signal %d: handler %p flags %lx restorer %p mask %lx was %p %lx %p %lx", s, (void *)(uintptr_t)is.handler, is.flags,
              is.restorer, is.mask, (void *)(uintptr_t)was[s].handler, was[s].flags, was[s].restorer, was[s].mask);
    }
    for (int s = 1; s < 65; s++)
        if (was[s].handler == handler) {
            ran = 0;
            raise(s);
            CHECK(ran == s, "the handler of signal %d did not run", s);
            CHECK(on_stack == ((was[s].flags & SA_ONSTACK) != 0), "signal %d ran %s the alternate stack", s, on_stack ? "on" : "off");
        }
    return guest_end();
}
