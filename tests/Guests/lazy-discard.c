/* Memory that is discarded is zeros from then on, also where the program had not touched it since its restore; its neighbours are not.
   Three threads discard, touch and check different parts at once. */
#include "guest.h"

enum { PARTS = 3, PAGES_OF_PART = 4096 };
static char *parts[PARTS];

static int is_zero(const char *page)
{
    for (size_t i = 0; i < PAGE; i += 8)
        if (*(const uint64_t *)(page + i) != 0)
            return 0;
    return 1;
}

static void *discard(void *argument)
{
    long part = (long)argument;
    char *memory = parts[part];
    unsigned state = 77 + part;
    static char gone[PARTS][PAGES_OF_PART];
    for (int round = 0; round < 400; round++) {
        int page = rand_r(&state) % PAGES_OF_PART, count = 1 + rand_r(&state) % 40;
        if (page + count > PAGES_OF_PART)
            count = PAGES_OF_PART - page;
        if (round % 3 == 0) {
            volatile char touch = memory[page * PAGE];
            (void)touch;
        }
        MUST(madvise(memory + page * PAGE, count * PAGE, round % 5 == 4 ? MADV_FREE : MADV_DONTNEED));
        memset(gone[part] + page, round % 5 == 4 ? 2 : 1, count);
        for (int i = page; i < page + count; i += 7)
            if (gone[part][i] == 1)
                CHECK(is_zero(memory + i * PAGE), "part %ld page %d is not zero after it was discarded", part, i);
    }
    for (int i = 0; i < PAGES_OF_PART; i++) {
        if (gone[part][i] == 1)
            CHECK(is_zero(memory + i * PAGE), "part %ld page %d is not zero in the end", part, i);
        else if (gone[part][i] == 0)
            CHECK_PATTERN(memory + i * PAGE, PAGE, part * 10000 + i);
        if (guest_failures > 20)
            break;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    for (int part = 0; part < PARTS; part++) {
        parts[part] = map_private(PAGES_OF_PART * PAGE);
        for (int i = 0; i < PAGES_OF_PART; i++)
            pattern_fill(parts[part] + i * PAGE, PAGE, part * 10000 + i);
    }
    guest_ready_and_wait();
    pthread_t threads[PARTS];
    for (long part = 0; part < PARTS; part++)
        pthread_create(&threads[part], NULL, discard, (void *)part);
    for (int part = 0; part < PARTS; part++)
        pthread_join(threads[part], NULL);
    return guest_end();
}
