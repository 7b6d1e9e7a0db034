/* SysV semaphores and message queues: threads blocked in semop, semtimedop, msgrcv and msgsnd, and what the objects hold.
   These system calls are not restarted by the kernel after a stop, so EINTR is right, too; the thread then calls again. */
#include "guest.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

static int semaphores, queue;
static volatile int posted;
struct message { long type; char text[32]; };

static void *take(void *timed)
{
    struct sembuf operation = {(unsigned short)(timed ? 1 : 0), -1, 0};
    struct timespec limit = {30, 0};
    int result;
    do
        result = timed ? semtimedop(semaphores, &operation, 1, &limit) : semop(semaphores, &operation, 1);
    while (result == -1 && errno == EINTR);
    CHECK(result == 0 && posted, "%s gave %d: %s", timed ? "semtimedop" : "semop", result, strerror(errno));
    return NULL;
}

static void *receive(void *unused)
{
    struct message m = {0};
    ssize_t n;
    do
        n = msgrcv(queue, &m, sizeof m.text, 5, 0);
    while (n == -1 && errno == EINTR);
    CHECK(n == 6 && strcmp(m.text, "fives") == 0 && posted, "msgrcv gave %zd '%s': %s", n, m.text, strerror(errno));
    return unused;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    semaphores = MUST(semget(IPC_PRIVATE, 3, IPC_CREAT | 0600));
    queue = MUST(msgget(IPC_PRIVATE, IPC_CREAT | 0600));
    MUST(semctl(semaphores, 2, SETVAL, 42));
    struct message two = {2, "waiting"}, five = {5, "fives"};
    MUST(msgsnd(queue, &two, 8, 0));
    pthread_t ids[3];
    pthread_create(&ids[0], NULL, take, NULL);
    pthread_create(&ids[1], NULL, take, (void *)1);
    pthread_create(&ids[2], NULL, receive, NULL);
    sleep_ms(20);
    guest_ready_and_wait();
    posted = 1;
    struct sembuf give[2] = {{0, 1, 0}, {1, 1, 0}};
    CHECK(semop(semaphores, give, 2) == 0, "semop: %s", strerror(errno));
    CHECK(msgsnd(queue, &five, 6, 0) == 0, "msgsnd: %s", strerror(errno));
    for (int i = 0; i < 3; i++)
        pthread_join(ids[i], NULL);
    struct message m = {0};
    CHECK(semctl(semaphores, 2, GETVAL) == 42, "the semaphore's value is %d", semctl(semaphores, 2, GETVAL));
    CHECK(msgrcv(queue, &m, sizeof m.text, 0, IPC_NOWAIT) == 8 && m.type == 2 && strcmp(m.text, "waiting") == 0, "the waiting message: '%s'", m.text);
    CHECK(semctl(semaphores, 0, IPC_RMID) == 0 && msgctl(queue, IPC_RMID, NULL) == 0, "removal: %s", strerror(errno));
    return guest_end();
}
