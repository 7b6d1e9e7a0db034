/* A private mapping of a file: written pages are our own, the others still follow the file. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd = MUST(open(guest_path("data"), O_RDWR | O_CREAT | O_TRUNC, 0600));
    char page[PAGE];
    for (int i = 0; i < 16; i++) {
        pattern_fill(page, PAGE, i);
        MUST(write(fd, page, PAGE));
    }
    char *map = (char *)MUST(mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
    char *tail = (char *)MUST(mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE, fd, 8 * PAGE));
    close(fd);
    for (int i = 1; i < 16; i += 3)
        pattern_fill(map + i * PAGE, PAGE, 50 + i);
    guest_ready_and_wait();
    for (int i = 0; i < 16; i++)
        CHECK_PATTERN(map + i * PAGE, PAGE, i % 3 == 1 ? 50 + i : i);
    for (int i = 0; i < 4; i++)
        CHECK_PATTERN(tail + i * PAGE, PAGE, 8 + i);
    /* Pages never written are the page cache's: a change of the file shows through. */
    fd = MUST(open(guest_path("data"), O_RDWR));
    MUST(pwrite(fd, "changed!", 8, 0));
    CHECK(memcmp(map, "changed!", 8) == 0, "the mapping no longer follows the file");
    MUST(pwrite(fd, "changed!", 8, PAGE));
    CHECK_PATTERN(map + PAGE, PAGE, 51);
    return guest_end();
}
