/* Transparent huge pages: content right, mark there, and the memory splits and discards as usual afterwards. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *raw = map_private(16 * MB), *huge = (char *)(((uintptr_t)raw + 2 * MB - 1) & ~(2 * MB - 1));
    if (madvise(huge, 8 * MB, MADV_HUGEPAGE) == -1)
        SKIP("no transparent huge pages: %s", strerror(errno));
    pattern_fill(huge, 6 * MB, 81);
    guest_ready_and_wait();
    CHECK_PATTERN(huge, 6 * MB, 81);
    CHECK(has_vm_flag(huge, "hg"), "the mark is gone: %s", vm_flags(huge));
    CHECK(madvise(huge + PAGE, PAGE, MADV_DONTNEED) == 0 && *(uint64_t *)(huge + PAGE) == 0, "a discarded page is not zero");
    CHECK_PATTERN(huge, PAGE, 81);
    CHECK(*(uint64_t *)(huge + 6 * MB) == 0, "an untouched page is not zero");
    CHECK(mprotect(huge + 2 * MB, PAGE, PROT_READ) == 0, "mprotect within a huge page");
    return guest_end();
}
