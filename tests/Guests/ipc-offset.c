/* One open file shared by parent and child has one offset and one set of flags; a second open of the file has its own. */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd = MUST(open(guest_path("file"), O_RDWR | O_CREAT | O_TRUNC, 0600)), twin = MUST(dup(fd));
    MUST(write(fd, "0123456789abcdefghij", 20));
    MUST(lseek(fd, 4, SEEK_SET));
    int own = MUST(open(guest_path("file"), O_RDONLY | O_NOATIME)), append = MUST(open(guest_path("file"), O_WRONLY | O_APPEND));
    MUST(lseek(own, 15, SEEK_SET));
    int *turn = map_shared(PAGE);
    pid_t child = MUST(fork());
    if (child == 0) {
        while (*(volatile int *)turn == 0)
            sleep_ms(1);
        char text[3] = {0};
        CHECK(read(fd, text, 2) == 2 && strcmp(text, "67") == 0, "the child reads '%s'", text);
        CHECK(lseek(own, 0, SEEK_CUR) == 15, "the other open file is at %ld", (long)lseek(own, 0, SEEK_CUR));
        CHECK(fcntl(fd, F_SETFL, O_APPEND) == 0, "F_SETFL: %s", strerror(errno));
        guest_child_end();
    }
    guest_ready_and_wait();
    char text[3] = {0};
    CHECK(read(twin, text, 2) == 2 && strcmp(text, "45") == 0, "the parent reads '%s'", text);
    CHECK(lseek(fd, 0, SEEK_CUR) == 6, "its duplicate is at %ld", (long)lseek(fd, 0, SEEK_CUR));
    *(volatile int *)turn = 1;
    guest_expect_child(child);
    CHECK(lseek(twin, 0, SEEK_CUR) == 8, "after the child's read the offset is %ld", (long)lseek(twin, 0, SEEK_CUR));
    CHECK(fcntl(twin, F_GETFL) & O_APPEND, "the flag that the child set is not here");
    CHECK(!(fcntl(own, F_GETFL) & O_APPEND) && fcntl(own, F_GETFL) & O_NOATIME, "flags of the other open file: %x", fcntl(own, F_GETFL));
    CHECK(write(append, "end", 3) == 3 && lseek(append, 0, SEEK_CUR) == 23, "appending");
    return guest_end();
}
