/* A memfd mapped in two processes stays one memory; its offset, its size and its seals stay. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd = MUST(memfd_create("perdure guest", MFD_ALLOW_SEALING));
    MUST(ftruncate(fd, 3 * MB));
    char *first = (char *)MUST(mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    pattern_fill(first, 2 * MB, 21);
    MUST(lseek(fd, 12345, SEEK_SET));
    MUST(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
    pid_t child = MUST(fork());
    if (child == 0) {
        munmap(first, 2 * MB);
        char *own = (char *)MUST(mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, MB));
        guest_wait();
        CHECK(pattern_word(21, MB / 8) == *(uint64_t *)own, "the child's mapping at 1 MB begins with 0x%lx", *(uint64_t *)own);
        for (int i = 0; i < 3000 && *(volatile uint64_t *)(own + MB) != 4711; i++)
            sleep_ms(1);
        CHECK(*(volatile uint64_t *)(own + MB) == 4711, "what the parent writes does not arrive");
        guest_child_end();
    }
    guest_ready_and_wait();
    CHECK_PATTERN(first, 2 * MB, 21);
    uint64_t word = 4711;
    CHECK(pwrite(fd, &word, 8, 2 * MB) == 8, "pwrite: %s", strerror(errno));
    CHECK(lseek(fd, 0, SEEK_CUR) == 12345, "offset %ld", (long)lseek(fd, 0, SEEK_CUR));
    CHECK(fcntl(fd, F_GET_SEALS) == F_SEAL_SHRINK, "seals 0x%x", fcntl(fd, F_GET_SEALS));
    CHECK(ftruncate(fd, MB) == -1 && errno == EPERM, "the seal against shrinking does not hold");
    struct stat st;
    CHECK(fstat(fd, &st) == 0 && st.st_size == 3 * MB, "size %ld", (long)st.st_size);
    guest_expect_child(child);
    return guest_end();
}
