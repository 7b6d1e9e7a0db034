/* Files that were deleted or replaced while mapped and open: private, shared, and one whose name holds another file now. */
#include "guest.h"

static char *make(const char *name, int flags, uint64_t seed, int *fd)
{
    *fd = MUST(open(guest_path(name), O_RDWR | O_CREAT | O_TRUNC, 0600));
    MUST(ftruncate(*fd, 64 * PAGE));
    char *map = (char *)MUST(mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, flags, *fd, 0));
    char *fill = (char *)MUST(mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0));
    pattern_fill(fill, 64 * PAGE, seed);
    munmap(fill, 64 * PAGE);
    MUST(unlink(guest_path(name)));
    return map;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd[3];
    char *private = make("private", MAP_PRIVATE, 51, &fd[0]);
    char *shared = make("shared", MAP_SHARED, 52, &fd[1]);
    char *replaced = make("replaced", MAP_SHARED, 53, &fd[2]);
    int other = MUST(open(guest_path("replaced"), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    MUST(write(other, "another file", 12));
    close(other);
    pattern_fill(private, 8 * PAGE, 54);
    close(fd[0]);
    MUST(lseek(fd[1], 777, SEEK_SET));
    guest_ready_and_wait();
    CHECK_PATTERN(private, 8 * PAGE, 54);
    CHECK_PATTERN(shared, 64 * PAGE, 52);
    CHECK_PATTERN(replaced, 64 * PAGE, 53);
    uint64_t word;
    CHECK(*(uint64_t *)(private + 8 * PAGE) == pattern_word(51, PAGE), "the clean part of the private mapping");
    CHECK(lseek(fd[1], 0, SEEK_CUR) == 777, "offset %ld", (long)lseek(fd[1], 0, SEEK_CUR));
    CHECK(pread(fd[1], &word, 8, 8) == 8 && word == pattern_word(52, 1), "content through the descriptor");
    word = 99;
    CHECK(pwrite(fd[2], &word, 8, PAGE) == 8 && *(uint64_t *)(replaced + PAGE) == 99, "descriptor and mapping are two files now");
    char text[20] = {0};
    int again = open(guest_path("replaced"), O_RDONLY);
    CHECK(read(again, text, 19) == 12 && strcmp(text, "another file") == 0, "the other file of that name holds '%s'", text);
    struct stat st;
    CHECK(fstat(fd[1], &st) == 0 && st.st_nlink == 0, "the deleted file has %ld names", (long)st.st_nlink);
    CHECK(access(guest_path("shared"), F_OK) == -1, "the deleted name is there again");
    return guest_end();
}
