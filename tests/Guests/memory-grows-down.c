/* A mapping of our own that grows down goes on growing; a thread's stack has its content. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *room = (char *)MUST(mmap(NULL, 32 * MB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    munmap(room, 32 * MB);
    char *top = (char *)MUST(mmap(room + 31 * MB, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0));
    for (int i = 1; i < 16; i++)
        pattern_fill(top - i * PAGE, PAGE, i);
    guest_ready_and_wait();
    CHECK(has_vm_flag(top, "gd"), "it does not grow any more: %s", vm_flags(top));
    for (int i = 1; i < 16; i++)
        CHECK_PATTERN(top - i * PAGE, PAGE, i);
    for (int i = 16; i < 64 && guest_failures == 0; i++)
        pattern_fill(top - i * PAGE, PAGE, i);
    for (int i = 1; i < 64 && guest_failures == 0; i++)
        CHECK_PATTERN(top - i * PAGE, PAGE, i);
    return guest_end();
}
