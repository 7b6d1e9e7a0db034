/* What every guest shares: it sets up one piece of state, says `ready`, waits for the file DIR/go to appear, looks at its state
   again and says `pass`, or one `fail: ...` line for everything that is not as it was. Run by hand: mkdir d; ./guest d & touch d/go */
#ifndef GUEST_H
#define GUEST_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096ul
#define MB (1024ul * 1024ul)

static char guest_dir[512];
static volatile int guest_failures;

/* The guest's working folder is its one argument; everything that it makes lies there. */
static inline void guest_begin(int argc, char **argv)
{
    if (argc < 2) {
        dprintf(2, "usage: %s DIRECTORY\n", argv[0]);
        exit(2);
    }
    snprintf(guest_dir, sizeof guest_dir, "%s", argv[1]);
}

static inline const char *guest_path(const char *name)
{
    static __thread char path[4][640];
    static __thread int turn;
    char *p = path[turn++ & 3];
    snprintf(p, sizeof path[0], "%s/%s", guest_dir, name);
    return p;
}

/* One write per line, so that lines of several processes never mix. */
static inline void guest_say(const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (n > (int)sizeof line - 2)
        n = sizeof line - 2;
    line[n++] = '\n';
    if (write(1, line, n) != n)
        _exit(99);
}

/* A condition that must hold, before the checkpoint as well as after the restore. */
#define CHECK(condition, ...)                                                                                                     \
    do {                                                                                                                          \
        if (!(condition)) {                                                                                                       \
            char why_[700];                                                                                                       \
            snprintf(why_, sizeof why_, __VA_ARGS__);                                                                             \
            guest_failures++;                                                                                                     \
            guest_say("fail: %s (%s:%d: %s)", why_, __FILE_NAME__, __LINE__, #condition);                                         \
        }                                                                                                                         \
    } while (0)

/* Setting up must succeed: a guest that can't is broken, not the restore. */
#define MUST(expression)                                                                                                          \
    ({                                                                                                                            \
        long result_ = (long)(expression);                                                                                        \
        if (result_ == -1) {                                                                                                      \
            guest_say("fail: set-up %s: %s (%s:%d)", #expression, strerror(errno), __FILE_NAME__, __LINE__);                      \
            exit(3);                                                                                                              \
        }                                                                                                                         \
        result_;                                                                                                                  \
    })

/* The machine lacks what the guest needs: the harness skips the test with this reason. */
#define SKIP(...)                                                                                                                 \
    do {                                                                                                                          \
        char why_[300];                                                                                                           \
        snprintf(why_, sizeof why_, __VA_ARGS__);                                                                                 \
        guest_say("skip: %s", why_);                                                                                              \
        exit(0);                                                                                                                  \
    } while (0)

static inline void guest_ready(void)
{
    /* Threads that were just made get to where they stay: a starting thread blocks all signals for a moment. */
    struct timespec rest = {0, 15000000};
    nanosleep(&rest, NULL);
    guest_say("ready");
}

static inline int guest_may_go(void)
{
    struct stat st;
    char path[640];
    snprintf(path, sizeof path, "%s/go", guest_dir);
    return stat(path, &st) == 0;
}

static inline void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&t, &t) == -1 && errno == EINTR)
        ;
}

static inline void guest_wait(void)
{
    while (!guest_may_go())
        sleep_ms(2);
}

static inline void guest_ready_and_wait(void)
{
    guest_ready();
    guest_wait();
}

static inline int guest_end(void)
{
    if (guest_failures == 0)
        guest_say("pass");
    return guest_failures ? 1 : 0;
}

/* A child hands its verdict to its parent as exit status. */
static inline void guest_child_end(void)
{
    _exit(guest_failures ? 1 : 0);
}

static inline void guest_expect_child(pid_t pid)
{
    int status = -1;
    pid_t got = waitpid(pid, &status, 0);
    CHECK(got == pid, "waitpid(%d) gave %d, errno %d", pid, got, errno);
    CHECK(status == 0, "child %d ended with status 0x%x", pid, status);
}

static inline int64_t now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline pid_t gettid_(void)
{
    return (pid_t)syscall(SYS_gettid);
}

/* A pattern that differs from page to page and from word to word; compresses badly, so that nothing hides behind zeros. */
static inline uint64_t pattern_word(uint64_t seed, uint64_t i)
{
    uint64_t x = seed * 0x9e3779b97f4a7c15ull + i * 0xbf58476d1ce4e5b9ull;
    x ^= x >> 31;
    x *= 0x94d049bb133111ebull;
    return x ^ x >> 29;
}

static inline void pattern_fill(void *memory, size_t bytes, uint64_t seed)
{
    uint64_t *words = memory;
    for (size_t i = 0; i < bytes / 8; i++)
        words[i] = pattern_word(seed, i);
}

/* The offset of the first wrong byte group, or -1 when all is as filled. */
static inline long pattern_differs(const void *memory, size_t bytes, uint64_t seed)
{
    const uint64_t *words = memory;
    for (size_t i = 0; i < bytes / 8; i++)
        if (words[i] != pattern_word(seed, i))
            return (long)(i * 8);
    return -1;
}

#define CHECK_PATTERN(memory, bytes, seed)                                                                                        \
    do {                                                                                                                          \
        long at_ = pattern_differs((const void *)(memory), bytes, seed);                                                          \
        CHECK(at_ == -1, "%s differs at offset 0x%lx of 0x%lx", #memory, at_, (long)(bytes));                                     \
    } while (0)

/* A line of /proc that begins with KEY (and a colon or blank), from FILE; empty when there is none. */
static inline const char *proc_line(const char *file, const char *key)
{
    static __thread char line[4096];
    FILE *f = fopen(file, "re");
    size_t n = strlen(key);
    if (f != NULL) {
        while (fgets(line, sizeof line, f) != NULL)
            if (strncmp(line, key, n) == 0) {
                fclose(f);
                line[strcspn(line, "\n")] = 0;
                return line;
            }
        fclose(f);
    }
    line[0] = 0;
    return line;
}

/* The VmFlags of the mapping that holds ADDRESS, as two-letter words between blanks. */
static inline const char *vm_flags(const void *address)
{
    static __thread char line[4096];
    FILE *f = fopen("/proc/self/smaps", "re");
    int inside = 0;
    unsigned long from, to;
    char perms[8];
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, perms) == 3 && strlen(perms) == 4)
            inside = (unsigned long)address >= from && (unsigned long)address < to;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
            line[strcspn(line, "\n")] = 0;
            fclose(f);
            return line + 8;
        }
    }
    if (f != NULL)
        fclose(f);
    line[0] = 0;
    return line;
}

static inline int has_vm_flag(const void *address, const char *flag)
{
    char word[8];
    snprintf(word, sizeof word, " %s ", flag);
    const char *flags = vm_flags(address);
    return strstr(flags, word) != NULL;
}

static inline void *map_private(size_t bytes)
{
    return (void *)MUST(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static inline void *map_shared(size_t bytes)
{
    return (void *)MUST(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

#endif
