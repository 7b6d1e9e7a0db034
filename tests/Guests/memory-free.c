/* MADV_FREE, DONTNEED and REMOVE act after a restore as they do before: a discarded page reads as zero, not as what the image holds. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *private = map_private(MB), *shared = map_shared(MB);
    pattern_fill(private, MB, 141);
    pattern_fill(shared, MB, 142);
    madvise(private, 64 * PAGE, MADV_DONTNEED);
    guest_ready_and_wait();
    for (int i = 0; i < 64; i++)
        CHECK(*(uint64_t *)(private + i * PAGE) == 0, "page %d was discarded and is back", i);
    CHECK(madvise(private + 64 * PAGE, 64 * PAGE, MADV_DONTNEED) == 0, "DONTNEED: %s", strerror(errno));
    for (int i = 64; i < 128; i++)
        CHECK(*(uint64_t *)(private + i * PAGE) == 0, "page %d is not zero after DONTNEED", i);
    CHECK(madvise(private + 128 * PAGE, 64 * PAGE, MADV_FREE) == 0, "FREE: %s", strerror(errno));
    for (int i = 128; i < 192; i++) {
        uint64_t is = *(uint64_t *)(private + i * PAGE);
        CHECK(is == 0 || is == pattern_word(141, i * 512), "page %d is neither kept nor zero after FREE", i);
    }
    CHECK(*(uint64_t *)(private + 200 * PAGE) == pattern_word(141, 200 * 512), "a page not discarded");
    CHECK(madvise(shared, 64 * PAGE, MADV_REMOVE) == 0 && *(uint64_t *)shared == 0, "REMOVE leaves content");
    CHECK(*(uint64_t *)(shared + 64 * PAGE) == pattern_word(142, 64 * 512), "shared memory not removed");
    pid_t child = MUST(fork());
    if (child == 0) {
        CHECK(*(uint64_t *)(private + 201 * PAGE) == pattern_word(141, 201 * 512), "a page first touched by a new child");
        guest_child_end();
    }
    guest_expect_child(child);
    return guest_end();
}
