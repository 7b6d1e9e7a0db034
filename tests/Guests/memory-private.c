/* Private anonymous memory comes back word by word, with its protections; holes stay holes and zero pages stay zero. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *big = map_private(8 * MB);
    pattern_fill(big, 8 * MB, 1);
    char *holes = map_private(64 * PAGE);
    for (int i = 0; i < 64; i += 4)
        pattern_fill(holes + i * PAGE, PAGE, 100 + i);
    munmap(holes + 33 * PAGE, PAGE);
    char *readonly = map_private(4 * PAGE);
    pattern_fill(readonly, 4 * PAGE, 2);
    mprotect(readonly, 4 * PAGE, PROT_READ);
    char *none = map_private(4 * PAGE);
    pattern_fill(none, 4 * PAGE, 3);
    mprotect(none, 4 * PAGE, PROT_NONE);
    guest_ready_and_wait();
    CHECK_PATTERN(big, 8 * MB, 1);
    for (int i = 0; i < 64; i++) {
        if (i % 4 == 0)
            CHECK_PATTERN(holes + i * PAGE, PAGE, 100 + i);
        else if (i != 33)
            for (size_t j = 0; j < PAGE; j += 8)
                if (*(uint64_t *)(holes + i * PAGE + j) != 0) {
                    CHECK(0, "page %d is not zero at 0x%zx", i, j);
                    break;
                }
    }
    unsigned char in_core;
    CHECK(mincore(holes + 33 * PAGE, PAGE, &in_core) == -1 && errno == ENOMEM, "the hole was filled");
    CHECK_PATTERN(readonly, 4 * PAGE, 2);
    CHECK(syscall(SYS_read, open("/dev/zero", O_RDONLY), readonly, 8) == -1 && errno == EFAULT, "read-only memory became writable");
    mprotect(none, 4 * PAGE, PROT_READ);
    CHECK_PATTERN(none, 4 * PAGE, 3);
    return guest_end();
}
