/* Terabytes that are only reserved cost nothing; a sparse gigabyte keeps its few pages. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *reserved = (char *)MUST(mmap(NULL, 4096ul * 1024 * MB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    char *middle = reserved + 2048ul * 1024 * MB;
    mprotect(middle, MB, PROT_READ | PROT_WRITE);
    pattern_fill(middle, MB, 11);
    char *sparse = (char *)MUST(mmap(NULL, 1024 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    for (unsigned long at = 0; at < 1024 * MB; at += 64 * MB)
        pattern_fill(sparse + at + 3 * PAGE, PAGE, at);
    guest_ready_and_wait();
    CHECK_PATTERN(middle, MB, 11);
    for (unsigned long at = 0; at < 1024 * MB; at += 64 * MB) {
        CHECK_PATTERN(sparse + at + 3 * PAGE, PAGE, at);
        CHECK(*(uint64_t *)(sparse + at) == 0, "a page never touched is not zero");
    }
    CHECK(has_vm_flag(reserved, "nr"), "MAP_NORESERVE is gone: %s", vm_flags(reserved));
    CHECK(has_vm_flag(sparse, "nr"), "MAP_NORESERVE is gone: %s", vm_flags(sparse));
    CHECK(mprotect(reserved, MB, PROT_READ | PROT_WRITE) == 0, "the reservation can't be used");
    pattern_fill(reserved, MB, 12);
    CHECK_PATTERN(reserved, MB, 12);
    long resident = atol(proc_line("/proc/self/status", "VmRSS:") + 6);
    CHECK(resident < 64 * 1024, "%ld kB are resident", resident);
    return guest_end();
}
