/* A book in a sparse file of 1 GB, and the same number in memory. Each file DIR/turn-N (N from 1) makes it write the number N at the beginning of the book, and another block somewhere in it; then it
   prints `wrote N`. With a number of MB as second argument the book has so many of data, and it writes all the time, unasked and without a word. All the time the number in the file and the one in memory must be the same, or it prints `fail`. */
#include "guest.h"

#define BOOK (1024l * MB)
#define BLOCK MB

static void write_block(int fd, long offset, unsigned seed)
{
    static unsigned char block[BLOCK];
    for (unsigned long at = 0; at < sizeof block; at++)
        block[at] = (unsigned char)((seed = seed * 1664525u + 1013904223u) >> 24);
    MUST(pwrite(fd, block, sizeof block, offset));
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    long blocks = argc > 2 ? atol(argv[2]) : 8;
    int fd = MUST(open(guest_path("book"), O_RDWR | O_CREAT | O_TRUNC, 0600));
    MUST(ftruncate(fd, BOOK));
    for (long place = 0; place < blocks; place++)
        write_block(fd, place * (BOOK / blocks), (unsigned)place + 1);
    volatile long number = 0;
    MUST(pwrite(fd, (const void *)&number, sizeof number, 0));
    guest_say("ready");
    for (;;) {
        long there = -1;
        if (pread(fd, &there, sizeof there, 0) != sizeof there || there != number)
            guest_say("fail: %ld in the file and %ld in memory", there, number);
        char name[32];
        snprintf(name, sizeof name, "turn-%ld", number + 1);
        if (argc > 2 || access(guest_path(name), F_OK) == 0) {
            number++;
            MUST(pwrite(fd, (const void *)&number, sizeof number, 0));
            MUST(pwrite(fd, (const void *)&number, sizeof number, 3 * (BOOK / blocks) + 300000));
            if (argc == 2)
                guest_say("wrote %ld", number);
        }
        sleep_ms(5);
    }
}
