/* Memory of the huge page pool, private and shared, where the machine has a pool. guest: may-refuse=hug */
#include "guest.h"

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int flags = MAP_ANONYMOUS | MAP_HUGETLB;
    char *private = mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | flags, -1, 0);
    char *shared = mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE, MAP_SHARED | flags, -1, 0);
    if (private == MAP_FAILED || shared == MAP_FAILED)
        SKIP("no huge pages in the pool (vm.nr_hugepages): %s", strerror(errno));
    pattern_fill(private, 2 * MB, 91);
    pattern_fill(shared, 2 * MB, 92);
    guest_ready_and_wait();
    CHECK_PATTERN(private, 2 * MB, 91);
    CHECK_PATTERN(shared, 2 * MB, 92);
    CHECK(has_vm_flag(private, "ht") && has_vm_flag(shared, "ht"), "these are small pages now");
    return guest_end();
}
