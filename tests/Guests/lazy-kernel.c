/* The kernel reaches for memory that was not touched since the restore: as source and target of system calls, as futex, as robust mutex of a
   thread that ends, and as the stack of a signal. guest: differs=task,threads */
#include "guest.h"

static char *memory, *stack;
static pthread_mutex_t *robust;
static volatile int handled;

static void on_signal(int signal) { handled = signal; }

static void *holder(void *unused)
{
    (void)unused;
    pthread_mutex_lock(robust);
    guest_wait();
    return NULL; /* ends without unlocking */
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    memory = map_private(16 * MB);
    pattern_fill(memory, 16 * MB, 31);
    stack = map_private(MB);
    pattern_fill(stack, MB, 32);
    stack_t alternate = {.ss_sp = stack, .ss_size = MB};
    MUST(sigaltstack(&alternate, NULL));
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    MUST(sigaction(SIGUSR1, &action, NULL));
    robust = map_private(MB) + 128 * PAGE;
    pattern_fill((char *)robust - 128 * PAGE, MB, 33);
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(robust, &attributes);
    pthread_t thread;
    pthread_create(&thread, NULL, holder, NULL);
    int ends[2];
    MUST(pipe(ends));
    guest_ready_and_wait();
    char got[8 * PAGE];
    MUST(write(ends[1], memory + 3 * MB + 100, sizeof got));
    for (size_t n = 0; n < sizeof got;)
        n += MUST(read(ends[0], got + n, sizeof got - n));
    CHECK(memcmp(got, memory + 3 * MB + 100, sizeof got) == 0, "written from missing memory");
    MUST(write(ends[1], got, sizeof got));
    for (size_t n = 0; n < sizeof got;)
        n += MUST(read(ends[0], memory + 5 * MB + 77 + n, sizeof got - n));
    CHECK(memcmp(memory + 5 * MB + 77, got, sizeof got) == 0, "read into missing memory");
    CHECK(*(uint64_t *)(memory + 5 * MB) == pattern_word(31, 5 * MB / 8), "the rest of a page that was read into");
    int *word = (int *)(memory + 7 * MB);
    CHECK(syscall(SYS_futex, word, 0, (int)(pattern_word(31, 7 * MB / 8) + 1), NULL, NULL, 0) == -1 && errno == EAGAIN, "futex: %s", strerror(errno));
    raise(SIGUSR1);
    CHECK(handled == SIGUSR1, "the handler on the alternate stack");
    CHECK_PATTERN(stack, MB / 2, 32);
    pthread_join(thread, NULL);
    CHECK(pthread_mutex_lock(robust) == EOWNERDEAD, "the robust mutex of a thread that has ended");
    CHECK_PATTERN((char *)robust - 128 * PAGE, 128 * PAGE, 33);
    CHECK_PATTERN(memory, 3 * MB, 31);
    for (size_t at = 8 * MB; at < 16 * MB; at += PAGE)
        CHECK(*(uint64_t *)(memory + at) == pattern_word(31, at / 8), "page at 0x%zx", at);
    return guest_end();
}
