/* The marks that madvise puts on mappings are there again, and do what they say at the next fork. */
#include "guest.h"

static const struct { int advice; const char *flag; const char *name; } marks[] = {
    {MADV_DONTFORK, "dc", "DONTFORK"},   {MADV_DONTDUMP, "dd", "DONTDUMP"},     {MADV_WIPEONFORK, "wf", "WIPEONFORK"},
    {MADV_MERGEABLE, "mg", "MERGEABLE"}, {MADV_HUGEPAGE, "hg", "HUGEPAGE"},     {MADV_NOHUGEPAGE, "nh", "NOHUGEPAGE"},
    {MADV_RANDOM, "rr", "RANDOM"},       {MADV_SEQUENTIAL, "sr", "SEQUENTIAL"},
};
enum { COUNT = sizeof marks / sizeof marks[0] };

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *map[COUNT];
    int there[COUNT];
    for (int i = 0; i < COUNT; i++) {
        map[i] = map_private(8 * PAGE);
        map_private(PAGE); /* Keeps neighbours apart. */
        pattern_fill(map[i], 4 * PAGE, 70 + i);
        there[i] = madvise(map[i], 8 * PAGE, marks[i].advice) == 0;
        CHECK(!there[i] || has_vm_flag(map[i], marks[i].flag), "set-up of %s: %s", marks[i].name, vm_flags(map[i]));
    }
    guest_ready_and_wait();
    for (int i = 0; i < COUNT; i++) {
        CHECK_PATTERN(map[i], 4 * PAGE, 70 + i);
        CHECK(!there[i] || has_vm_flag(map[i], marks[i].flag), "%s is gone: %s", marks[i].name, vm_flags(map[i]));
    }
    pid_t child = MUST(fork());
    if (child == 0) {
        unsigned char in_core;
        CHECK(mincore(map[0], PAGE, &in_core) == -1 && errno == ENOMEM, "DONTFORK memory is in the child");
        CHECK(*(uint64_t *)map[2] == 0, "WIPEONFORK memory was not wiped");
        CHECK_PATTERN(map[1], 4 * PAGE, 71);
        guest_child_end();
    }
    guest_expect_child(child);
    return guest_end();
}
