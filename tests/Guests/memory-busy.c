/* Memory that is written all the time, across many pages, in an order that shows: pages number 1, 2, 3... get the round's number one
   after the other, so a torn copy has a page with a later round before one with an earlier. Also discards, remaps and grows memory.
   guest: differs=map,Vm */
#include "guest.h"

enum { PAGES = 2048 };
static volatile uint64_t *pages;
static volatile int stop;

static void *write_rounds(void *unused)
{
    (void)unused;
    for (uint64_t round = pages[0] + 1; !stop; round++)
        for (int i = 0; i < PAGES && !stop; i++) {
            if (pages[i * 512] != round - 1) {
                CHECK(0, "page %d held round %lu when round %lu came to it", i, pages[i * 512], round);
                return NULL;
            }
            pages[i * 512] = round;
        }
    return NULL;
}

static void *churn(void *unused)
{
    (void)unused;
    for (uint64_t n = 1; !stop; n++) {
        char *a = map_private(64 * PAGE);
        pattern_fill(a, 64 * PAGE, n);
        char *b = mremap(a, 64 * PAGE, 128 * PAGE, MREMAP_MAYMOVE);
        CHECK_PATTERN(b, 64 * PAGE, n);
        madvise(b, 32 * PAGE, MADV_DONTNEED);
        CHECK(*(uint64_t *)(b + 5 * PAGE) == 0, "round %lu: a discarded page holds 0x%lx", n, *(uint64_t *)(b + 5 * PAGE));
        CHECK(*(uint64_t *)(b + 40 * PAGE) == pattern_word(n, 40 * 512), "round %lu: a kept page", n);
        CHECK(*(uint64_t *)(b + 100 * PAGE) == 0, "round %lu: a new page is not zero", n);
        munmap(b, 128 * PAGE);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pages = map_private(PAGES * PAGE);
    pthread_t writer, churner;
    pthread_create(&writer, NULL, write_rounds, NULL);
    pthread_create(&churner, NULL, churn, NULL);
    sleep_ms(20);
    guest_ready();
    while (!guest_may_go() && guest_failures == 0)
        sleep_ms(2);
    stop = 1;
    pthread_join(writer, NULL);
    pthread_join(churner, NULL);
    for (int i = 1; i < PAGES; i++) {
        uint64_t before = pages[(i - 1) * 512], is = pages[i * 512];
        CHECK(is == before || (is == before - 1 && before == pages[0]), "page %d has round %lu after %lu (first %lu)", i, is, before, pages[0]);
    }
    return guest_end();
}
