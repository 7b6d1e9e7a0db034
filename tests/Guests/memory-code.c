/* Code made at run time, on a page that is no longer writable, runs; so does code on a page that is still both. */
#include "guest.h"

static const unsigned char add_seven[] = {0x8d, 0x47, 0x07, 0xc3}; /* lea eax, [rdi + 7]; ret */

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *code = map_private(PAGE), *both = map_private(PAGE);
    memcpy(code, add_seven, sizeof add_seven);
    memcpy(both, add_seven, sizeof add_seven);
    mprotect(code, PAGE, PROT_READ | PROT_EXEC);
    mprotect(both, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
    int (*run)(int) = (int (*)(int))(void *)code, (*run_both)(int) = (int (*)(int))(void *)both;
    CHECK(run(35) == 42, "before");
    guest_ready_and_wait();
    CHECK(run(35) == 42, "code on a read-execute page");
    CHECK(run_both(35) == 42, "code on a page that is writable, too");
    both[2] = 8;
    CHECK(run_both(35) == 43, "code changed in place");
    CHECK(!has_vm_flag(code, "wr"), "the page became writable: %s", vm_flags(code));
    return guest_end();
}
