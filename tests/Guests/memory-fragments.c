/* Four thousand small mappings with changing protections, and pages in every second of them. */
#include "guest.h"

enum { COUNT = 4000 };

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *all = map_private(COUNT * 2 * PAGE);
    for (int i = 0; i < COUNT; i++) {
        char *piece = all + i * 2 * PAGE;
        *(uint64_t *)piece = pattern_word(131, i);
        if (i % 2 == 1)
            MUST(mprotect(piece, 2 * PAGE, i % 4 == 1 ? PROT_READ : PROT_READ | PROT_EXEC));
    }
    guest_ready_and_wait();
    for (int i = 0; i < COUNT; i++) {
        uint64_t is = *(uint64_t *)(all + i * 2 * PAGE);
        CHECK(is == pattern_word(131, i), "piece %d holds 0x%lx", i, is);
        CHECK(*(uint64_t *)(all + (i * 2 + 1) * PAGE) == 0, "the second page of piece %d is not zero", i);
        if (guest_failures > 5)
            break;
    }
    return guest_end();
}
