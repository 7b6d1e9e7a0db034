/* A hundred megabytes, half of them in huge gaps, that a second checkpoint has to find whole however few of them have been touched by then. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    enum { COUNT = 50 };
    char *pieces[COUNT];
    for (int i = 0; i < COUNT; i++) {
        pieces[i] = (char *)MUST(mmap(NULL, 64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        pattern_fill(pieces[i] + i * MB, MB, 500 + i);
        for (int page = 0; page < 256; page += 2)
            pattern_fill(pieces[i] + 60 * MB + page * PAGE, PAGE, 7000 + i * 256 + page);
    }
    guest_ready_and_wait();
    for (int i = COUNT - 1; i >= 0; i--) {
        CHECK_PATTERN(pieces[i] + i * MB, MB, 500 + i);
        for (int page = 0; page < 256; page++) {
            if (page % 2 == 0)
                CHECK_PATTERN(pieces[i] + 60 * MB + page * PAGE, PAGE, 7000 + i * 256 + page);
            else
                CHECK(*(uint64_t *)(pieces[i] + 60 * MB + page * PAGE + 8) == 0, "a page of zeros in piece %d", i);
        }
    }
    return guest_end();
}
