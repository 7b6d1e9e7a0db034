/* SysV shared memory: attached in two processes, one segment already marked for removal, ids and sizes stay. */
#include "guest.h"
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int id = MUST(shmget(IPC_PRIVATE, MB, IPC_CREAT | 0640)), gone = MUST(shmget(IPC_PRIVATE, MB, IPC_CREAT | 0600));
    char *memory = shmat(id, NULL, 0), *second = shmat(gone, NULL, 0);
    pattern_fill(memory, MB / 2, 31);
    pattern_fill(second, MB, 32);
    MUST(shmctl(gone, IPC_RMID, NULL));
    pid_t child = MUST(fork());
    if (child == 0) {
        guest_wait();
        CHECK_PATTERN(memory, MB / 2, 31);
        CHECK_PATTERN(second, MB, 32);
        for (int i = 0; i < 3000 && *(volatile int *)(memory + MB - 8) != 1; i++)
            sleep_ms(1);
        CHECK(*(volatile int *)(memory + MB - 8) == 1, "what the parent writes does not arrive");
        guest_child_end();
    }
    guest_ready_and_wait();
    CHECK_PATTERN(memory, MB / 2, 31);
    CHECK_PATTERN(second, MB, 32);
    *(volatile int *)(memory + MB - 8) = 1;
    guest_expect_child(child);
    struct shmid_ds ds = {0};
    CHECK(shmctl(id, IPC_STAT, &ds) == 0, "segment %d: %s", id, strerror(errno));
    CHECK(ds.shm_segsz == MB && (ds.shm_perm.mode & 0777) == 0640, "size %zu, mode 0%o", ds.shm_segsz, ds.shm_perm.mode);
    CHECK(ds.shm_nattch == 1, "%lu attached", ds.shm_nattch);
    CHECK(shmdt(memory) == 0 && shmdt(second) == 0, "shmdt: %s", strerror(errno));
    CHECK(shmctl(id, IPC_RMID, NULL) == 0, "removal: %s", strerror(errno));
    return guest_end();
}
