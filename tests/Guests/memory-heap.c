/* The heap ends where it ended and goes on growing from there; malloc works on. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *mine = sbrk(1 * MB);
    pattern_fill(mine, MB, 5);
    char *blocks[100];
    for (int i = 0; i < 100; i++)
        pattern_fill(blocks[i] = malloc(1000 + 8 * i), 1000 + 8 * i, i);
    char *end = sbrk(0);
    guest_ready_and_wait();
    CHECK(sbrk(0) == end, "the heap ends at %p, was %p", sbrk(0), (void *)end);
    CHECK_PATTERN(mine, MB, 5);
    char *more = sbrk(256 * 1024);
    CHECK(more == end, "growing began at %p, not at the old end %p", (void *)more, (void *)end);
    pattern_fill(more, 256 * 1024, 6);
    CHECK_PATTERN(more, 256 * 1024, 6);
    for (int i = 0; i < 100; i++) {
        CHECK_PATTERN(blocks[i], 1000 + 8 * i, i);
        free(blocks[i]);
    }
    CHECK(malloc(100000) != NULL, "malloc");
    return guest_end();
}
