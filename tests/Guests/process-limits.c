/* Every resource limit, soft and hard; a lowered one acts. */
#include "guest.h"
#include <sys/resource.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    struct rlimit was[RLIM_NLIMITS], is;
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        MUST(getrlimit(i, &was[i]));
        if (was[i].rlim_cur > 1000 && i != RLIMIT_AS && i != RLIMIT_DATA && i != RLIMIT_CPU && i != RLIMIT_STACK && i != RLIMIT_NPROC) {
            was[i].rlim_cur = was[i].rlim_cur == RLIM_INFINITY ? 1000000ul + i : was[i].rlim_cur - i;
            was[i].rlim_max = was[i].rlim_max == RLIM_INFINITY ? 2000000ul + i : was[i].rlim_max;
            MUST(setrlimit(i, &was[i]));
        }
    }
    was[RLIMIT_NOFILE] = (struct rlimit){64, 128};
    MUST(setrlimit(RLIMIT_NOFILE, &was[RLIMIT_NOFILE]));
    guest_ready_and_wait();
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        getrlimit(i, &is);
        CHECK(is.rlim_cur == was[i].rlim_cur && is.rlim_max == was[i].rlim_max, "limit %d: %ld %ld was %ld %ld", i, (long)is.rlim_cur, (long)is.rlim_max,
              (long)was[i].rlim_cur, (long)was[i].rlim_max);
    }
    CHECK(dup2(1, 64) == -1 && errno == EBADF, "a descriptor beyond the limit");
    CHECK(dup2(1, 63) == 63, "a descriptor within the limit: %s", strerror(errno));
    return guest_end();
}
