/* A shared mapping of a file: what is written goes to the file, before and after, and what the file gets shows in memory. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd = MUST(open(guest_path("shared"), O_RDWR | O_CREAT | O_TRUNC, 0600));
    MUST(ftruncate(fd, 2 * MB));
    char *map = (char *)MUST(mmap(NULL, MB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, MB));
    int rofd = MUST(open(guest_path("shared"), O_RDONLY));
    const char *ro = (char *)MUST(mmap(NULL, 2 * MB, PROT_READ, MAP_SHARED, rofd, 0));
    close(rofd);
    pattern_fill(map, MB, 41);
    guest_ready_and_wait();
    CHECK_PATTERN(map, MB, 41);
    CHECK_PATTERN(ro + MB, MB, 41);
    pattern_fill(map, 5 * PAGE, 42);
    char back[PAGE];
    CHECK(pread(fd, back, PAGE, MB + 4 * PAGE) == PAGE, "pread: %s", strerror(errno));
    CHECK(memcmp(back, map + 4 * PAGE, PAGE) == 0, "the file does not get what the mapping gets");
    CHECK(pwrite(fd, "hello", 5, MB + 8 * PAGE) == 5 && memcmp(map + 8 * PAGE, "hello", 5) == 0, "nor the other way round");
    CHECK(memcmp(ro + MB + 8 * PAGE, "hello", 5) == 0, "the read-only mapping does not follow");
    CHECK(msync(map, MB, MS_SYNC) == 0, "msync: %s", strerror(errno));
    return guest_end();
}
