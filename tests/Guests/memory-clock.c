/* The clocks that the vdso reads go on: never backwards, and equal to what the system call says. */
#include "guest.h"

static int64_t raw_ms(clockid_t clock)
{
    struct timespec t;
    syscall(SYS_clock_gettime, clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME, CLOCK_MONOTONIC_COARSE, CLOCK_MONOTONIC_RAW, CLOCK_TAI};
    int64_t before[6], after;
    for (int i = 0; i < 6; i++)
        before[i] = now_ms(clocks[i]);
    guest_ready_and_wait();
    for (int i = 0; i < 6; i++) {
        after = now_ms(clocks[i]);
        CHECK(after >= before[i], "clock %d went back by %ld ms", clocks[i], (long)(before[i] - after));
        CHECK(after - before[i] < 60000, "clock %d jumped by %ld ms", clocks[i], (long)(after - before[i]));
        int64_t gap = raw_ms(clocks[i]) - after;
        CHECK(gap >= -20 && gap < 1000, "clock %d: the kernel is %ld ms ahead of the vdso", clocks[i], (long)gap);
    }
    unsigned cpu = 12345, node;
    CHECK(getcpu(&cpu, &node) == 0 && cpu < 4096, "getcpu gave %u", cpu);
    return guest_end();
}
