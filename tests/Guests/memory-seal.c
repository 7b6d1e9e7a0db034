/* Sealed mappings (mseal) are sealed again, or the checkpoint is refused. guest: may-refuse=seal */
#include "guest.h"
#ifndef SYS_mseal
#define SYS_mseal 462
#endif

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *sealed = map_private(4 * PAGE);
    pattern_fill(sealed, 4 * PAGE, 101);
    if (syscall(SYS_mseal, sealed, 4 * PAGE, 0) == -1)
        SKIP("no mseal: %s", strerror(errno));
    guest_ready_and_wait();
    CHECK_PATTERN(sealed, 4 * PAGE, 101);
    CHECK(mprotect(sealed, PAGE, PROT_READ) == -1 && errno == EPERM, "the seal is gone");
    CHECK(munmap(sealed, PAGE) == -1 && errno == EPERM, "the seal does not hold against munmap");
    return guest_end();
}
