/* The stack has its content and goes on growing down, far below where it ended. */
#include "guest.h"

static long __attribute__((noinline)) dive(int depth, uint64_t seed)
{
    volatile uint64_t frame[512];
    for (int i = 0; i < 512; i++)
        frame[i] = pattern_word(seed + depth, i);
    long below = depth > 0 ? dive(depth - 1, seed) : 0;
    if (depth == 0 && seed == 1)
        guest_ready_and_wait();
    for (int i = 0; i < 512; i++)
        if (frame[i] != pattern_word(seed + depth, i))
            return below + 1;
    return below;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    long wrong = dive(100, 1);
    CHECK(wrong == 0, "%ld stack frames differ", wrong);
    wrong = dive(1500, 2);
    CHECK(wrong == 0, "%ld new stack frames differ", wrong);
    /* A mapping of our own that grows down. */
    return guest_end();
}
