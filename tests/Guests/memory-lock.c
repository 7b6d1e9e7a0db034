/* Locked memory is locked, memory locked on fault locks what is touched later, and future mappings of mlockall are locked. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *locked = map_private(16 * PAGE), *onfault = map_private(16 * PAGE), *plain = map_private(16 * PAGE);
    if (mlock(locked, 16 * PAGE) == -1)
        SKIP("mlock: %s", strerror(errno));
    MUST(syscall(SYS_mlock2, onfault, 16 * PAGE, 1 /* MLOCK_ONFAULT */));
    MUST(mlockall(MCL_FUTURE | MCL_ONFAULT));
    char *future = map_private(8 * PAGE);
    pattern_fill(locked, 16 * PAGE, 61);
    pattern_fill(onfault, 4 * PAGE, 62);
    for (int i = 0; i < 2; i++) {
        CHECK(has_vm_flag(locked, "lo"), "not locked: %s", vm_flags(locked));
        CHECK(!has_vm_flag(locked, "lf"), "locked on fault, was plainly locked");
        CHECK(has_vm_flag(onfault, "lo") && has_vm_flag(onfault, "lf"), "not locked on fault: %s", vm_flags(onfault));
        CHECK(!has_vm_flag(plain, "lo"), "locked, was not: %s", vm_flags(plain));
        CHECK(has_vm_flag(future, "lo") && has_vm_flag(future, "lf"), "mlockall's mapping: %s", vm_flags(future));
        char *later = map_private(PAGE);
        CHECK(has_vm_flag(later, "lo") && has_vm_flag(later, "lf"), "a new mapping is not locked: %s", vm_flags(later));
        munmap(later, PAGE);
        if (i == 0)
            guest_ready_and_wait();
    }
    CHECK_PATTERN(locked, 16 * PAGE, 61);
    CHECK_PATTERN(onfault, 4 * PAGE, 62);
    return guest_end();
}
