/* Anonymous memory shared by parent and child is still one memory afterwards, and keeps its content. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *shared = map_shared(2 * MB);
    volatile int *turn = map_shared(PAGE);
    pattern_fill(shared, MB, 7);
    pid_t child = MUST(fork());
    if (child == 0) {
        guest_wait();
        CHECK_PATTERN(shared, MB, 7);
        while (*turn == 0)
            sleep_ms(1);
        CHECK_PATTERN(shared + MB, MB, 8);
        pattern_fill(shared, MB, 9);
        *turn = 2;
        guest_child_end();
    }
    guest_ready_and_wait();
    CHECK_PATTERN(shared, MB, 7);
    pattern_fill(shared + MB, MB, 8);
    *turn = 1;
    for (int i = 0; i < 3000 && *turn != 2; i++)
        sleep_ms(1);
    CHECK(*turn == 2, "the child does not see what the parent writes");
    CHECK_PATTERN(shared, MB, 9);
    if (*turn != 2)
        kill(child, SIGKILL);
    guest_expect_child(child);
    return guest_end();
}
