/* A robust mutex whose owner dies after the restore is handed on as EOWNERDEAD: thread and process, both from their robust lists. */
#include "guest.h"

static pthread_mutex_t *make(void)
{
    pthread_mutex_t *mutex = map_shared(PAGE);
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(mutex, &attributes);
    return mutex;
}

static volatile int go;

static void *hold(void *mutex)
{
    pthread_mutex_lock(mutex);
    while (!go)
        sleep_ms(1);
    return NULL; /* Ends as the owner. */
}

static void expect_dead_owner(pthread_mutex_t *mutex, const char *whose)
{
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 3;
    int result = pthread_mutex_timedlock(mutex, &limit);
    CHECK(result == EOWNERDEAD, "%s mutex: %s", whose, strerror(result));
    CHECK(pthread_mutex_consistent(mutex) == 0 && pthread_mutex_unlock(mutex) == 0, "%s mutex can't be repaired", whose);
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_mutex_t *ours = make(), *childs = make();
    pthread_t id;
    pthread_create(&id, NULL, hold, ours);
    pid_t child = MUST(fork());
    if (child == 0)
        hold(childs), _exit(0);
    sleep_ms(50);
    guest_ready_and_wait();
    CHECK(pthread_mutex_trylock(ours) == EBUSY, "the thread's mutex is free");
    CHECK(pthread_mutex_trylock(childs) == EBUSY, "the child's mutex is free");
    void *head;
    size_t bytes;
    CHECK(syscall(SYS_get_robust_list, 0, &head, &bytes) == 0 && head != NULL && bytes == 24, "no robust list");
    go = 1;
    pthread_join(id, NULL);
    expect_dead_owner(ours, "the thread's");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    expect_dead_owner(childs, "the child's");
    return guest_end();
}
