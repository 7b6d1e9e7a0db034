/* Children forked while memory is still missing see the content of the moment of the fork, whatever parent, child and grandchild discard,
   write and unmap in theirs; also a child that executes another program, and one that ends at once. */
#include "guest.h"

enum { PAGES = 6144 };
static char *memory;

static void check(const char *who, int first, int step)
{
    for (int i = first; i < PAGES && guest_failures < 10; i += step) {
        long at = pattern_differs(memory + i * PAGE, PAGE, i);
        CHECK(at == -1, "%s: page %d differs at %ld", who, i, at);
    }
}

static void child(int number)
{
    char who[40];
    snprintf(who, sizeof who, "child %d", number);
    check(who, number, 61);
    MUST(madvise(memory + 100 * PAGE, 50 * PAGE, MADV_DONTNEED));
    for (int i = 100; i < 150; i++)
        CHECK(*(uint64_t *)(memory + i * PAGE) == 0, "%s: page %d was discarded", who, i);
    pattern_fill(memory + 200 * PAGE, 100 * PAGE, 5);
    pid_t grandchild = fork();
    if (grandchild == 0) {
        CHECK(*(uint64_t *)(memory + 120 * PAGE) == 0, "grandchild: a page that its parent has discarded");
        CHECK_PATTERN(memory + 200 * PAGE, 100 * PAGE, 5);
        check("grandchild", 300, 7);
        guest_child_end();
    }
    munmap(memory + 5000 * PAGE, 100 * PAGE);
    check(who, 300, 997);
    guest_expect_child(grandchild);
    guest_child_end();
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    memory = map_private(PAGES * PAGE);
    for (int i = 0; i < PAGES; i++)
        pattern_fill(memory + i * PAGE, PAGE, i);
    guest_ready_and_wait();
    pid_t pids[6];
    for (int i = 0; i < 6; i++)
        if ((pids[i] = MUST(fork())) == 0) {
            if (i == 4)
                execl("/bin/true", "true", NULL);
            if (i == 5)
                _exit(0);
            child(i);
        }
    check("parent", 0, 3);
    MUST(madvise(memory + 3000 * PAGE, 50 * PAGE, MADV_DONTNEED));
    for (int i = 0; i < 6; i++)
        guest_expect_child(pids[i]);
    for (int i = 0; i < PAGES && guest_failures < 10; i++) {
        if (i >= 3000 && i < 3050)
            CHECK(*(uint64_t *)(memory + i * PAGE) == 0, "parent: page %d was discarded", i);
        else
            CHECK_PATTERN(memory + i * PAGE, PAGE, i);
    }
    return guest_end();
}
