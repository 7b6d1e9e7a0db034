/* Names of anonymous mappings (PR_SET_VMA_ANON_NAME) are there again. */
#include "guest.h"
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

static int named(const void *address, const char *name)
{
    char line[300], start[32];
    FILE *f = fopen("/proc/self/maps", "re");
    int found = 0;
    snprintf(start, sizeof start, "%lx-", (unsigned long)address);
    while (fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, start, strlen(start)) == 0)
            found = strstr(line, name) != NULL;
    fclose(f);
    return found;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char *arena = map_private(4 * PAGE), *shared = map_shared(4 * PAGE);
    if (prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, arena, 4 * PAGE, "an arena") == -1)
        SKIP("no names of anonymous memory: %s", strerror(errno));
    int shared_too = prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, shared, 4 * PAGE, "shared one") == 0;
    pattern_fill(arena, 4 * PAGE, 111);
    guest_ready_and_wait();
    CHECK(named(arena, "[anon:an arena]"), "the name of the private mapping is gone");
    CHECK(!shared_too || named(shared, "[anon_shmem:shared one]"), "the name of the shared mapping is gone");
    CHECK_PATTERN(arena, 4 * PAGE, 111);
    return guest_end();
}
