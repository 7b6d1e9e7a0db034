/* Parent and child after fork: pages both still share and pages either has changed, each sees its own. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *memory = map_private(4 * MB);
    pattern_fill(memory, 4 * MB, 121);
    pid_t child = MUST(fork());
    char *mine = memory + (child == 0 ? MB : 2 * MB);
    pattern_fill(mine, MB, child == 0 ? 122 : 123);
    if (child == 0) {
        close(open(guest_path("child"), O_CREAT | O_WRONLY, 0600));
        guest_wait();
    } else {
        while (access(guest_path("child"), F_OK) == -1)
            sleep_ms(1);
        guest_ready_and_wait();
    }
    CHECK_PATTERN(memory, MB, 121);
    CHECK_PATTERN(mine, MB, child == 0 ? 122 : 123);
    CHECK(*(uint64_t *)(memory + 3 * MB) == pattern_word(121, 3 * MB / 8), "the shared end");
    pattern_fill(memory, MB, child == 0 ? 124 : 125);
    sleep_ms(20);
    CHECK_PATTERN(memory, MB, child == 0 ? 124 : 125);
    if (child == 0)
        guest_child_end();
    guest_expect_child(child);
    return guest_end();
}
