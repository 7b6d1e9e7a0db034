/* Memory that is moved, grown, shrunk, split by protections, unmapped and mapped anew keeps its content wherever it goes, although it was
   not touched since the restore; what is mapped in its old place is zeros. */
#include "guest.h"

enum { BLOCK = 64 };
static char *block(int number)
{
    char *memory = map_private(BLOCK * PAGE + 2 * PAGE);
    mprotect(memory, PAGE, PROT_NONE);
    mprotect(memory + (BLOCK + 1) * PAGE, PAGE, PROT_NONE);
    pattern_fill(memory + PAGE, BLOCK * PAGE, number);
    return memory + PAGE;
}

static void expect_zero(const char *memory, size_t bytes, const char *what)
{
    for (size_t i = 0; i < bytes; i += 8)
        if (*(const uint64_t *)(memory + i) != 0) {
            CHECK(0, "%s is not zero at 0x%zx", what, i);
            return;
        }
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    enum { COUNT = 60 };
    char *blocks[COUNT];
    for (int i = 0; i < COUNT; i++)
        blocks[i] = block(i);
    char *bulk = map_private(32 * MB);
    pattern_fill(bulk, 32 * MB, 999);
    char *room = (char *)MUST(mmap(NULL, 64 * MB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    guest_ready_and_wait();
    for (int i = 0; i < COUNT; i++) {
        char *from = blocks[i], *to = room + i * MB;
        size_t bytes = BLOCK * PAGE;
        switch (i % 6) {
        case 0: /* move whole */
            MUST(mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to));
            CHECK_PATTERN(to, bytes, i);
            break;
        case 1: /* move the middle, twice */
            MUST(mremap(from + 16 * PAGE, 32 * PAGE, 32 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to));
            MUST(mremap(to, 32 * PAGE, 40 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to + 512 * 1024));
            for (int page = 0; page < 32; page++)
                CHECK(*(uint64_t *)(to + 512 * 1024 + page * PAGE) == pattern_word(i, (16 + page) * PAGE / 8), "block %d page %d after two moves", i, page);
            expect_zero(to + 512 * 1024 + 32 * PAGE, 8 * PAGE, "what a move has added");
            CHECK_PATTERN(from, 16 * PAGE, i);
            break;
        case 2: /* unmap, and map anew in its place */
            MUST(munmap(from, bytes));
            CHECK(mmap(from, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == from, "mmap: %s", strerror(errno));
            expect_zero(from, bytes, "memory mapped anew");
            break;
        case 3: /* shrink; protections that split it */
            MUST(mremap(from, bytes, 40 * PAGE, 0));
            MUST(mprotect(from + 5 * PAGE, 3 * PAGE, PROT_READ));
            MUST(mprotect(from + 20 * PAGE, PAGE, PROT_NONE));
            MUST(mprotect(from + 20 * PAGE, PAGE, PROT_READ | PROT_WRITE));
            CHECK_PATTERN(from, 40 * PAGE, i);
            break;
        case 4: /* map over a part */
            CHECK(mmap(from + 10 * PAGE, 10 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == from + 10 * PAGE, "mmap: %s", strerror(errno));
            expect_zero(from + 10 * PAGE, 10 * PAGE, "memory mapped over");
            CHECK_PATTERN(from, 10 * PAGE, i);
            break;
        case 5: /* move the content, leave the mapping */
            MUST(mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED | 4 /* MREMAP_DONTUNMAP */, to));
            CHECK_PATTERN(to, bytes, i);
            expect_zero(from, bytes, "what a move has left");
            break;
        }
    }
    CHECK_PATTERN(bulk, 32 * MB, 999);
    return guest_end();
}
