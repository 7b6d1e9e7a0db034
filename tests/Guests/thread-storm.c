/* Threads come and go all the time; each adds its part exactly once, whenever the checkpoint comes.
   guest: differs=thread,map,Vm,Threads,SigBlk */
#include "guest.h"

static volatile long added;

static void *add(void *value)
{
    __atomic_add_fetch(&added, (long)value, __ATOMIC_SEQ_CST);
    return value;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    guest_ready();
    long expected = 0;
    for (long n = 1; !guest_may_go(); n++) {
        pthread_t ids[8];
        void *result;
        for (int i = 0; i < 8; i++)
            CHECK(pthread_create(&ids[i], NULL, add, (void *)(n + i)) == 0, "round %ld: no thread", n);
        for (int i = 0; i < 8; i++) {
            CHECK(pthread_join(ids[i], &result) == 0 && result == (void *)(n + i), "round %ld: join gave %p", n, result);
            expected += n + i;
        }
        if (added != expected || guest_failures > 0)
            break;
    }
    CHECK(added == expected, "the threads added %ld, not %ld", added, expected);
    return guest_end();
}
