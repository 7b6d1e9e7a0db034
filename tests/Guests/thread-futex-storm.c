/* A mutex, a condition and a barrier among eight threads, hammered all the time: no wake-up is lost and no count is wrong. */
#include "guest.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long tokens, made, used;
static volatile int stop;
static long per_round[8];

static void *producer(void *arg)
{
    long n = (long)arg;
    for (long round = 1;; round++) {
        per_round[n] = round;
        pthread_barrier_wait(&barrier);
        for (int i = 0; i < 4; i++)
            CHECK(per_round[i] == round, "thread %ld in round %ld sees round %ld of thread %d", n, round, per_round[i], i);
        pthread_mutex_lock(&mutex);
        tokens++, made++;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
        pthread_barrier_wait(&barrier);
        /* All look at the same answer: only the first writes it, and only between these two barriers. */
        if (n == 0 && (stop == 1 || guest_failures > 0))
            stop = 2;
        pthread_barrier_wait(&barrier);
        if (stop == 2)
            return NULL;
    }
}

static void *consumer(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&mutex);
        while (tokens == 0 && stop != 3)
            pthread_cond_wait(&changed, &mutex);
        if (tokens == 0) {
            pthread_mutex_unlock(&mutex);
            return NULL;
        }
        tokens--, used++;
        pthread_mutex_unlock(&mutex);
    }
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_barrier_init(&barrier, NULL, 4);
    pthread_t p[4], c[4];
    for (long i = 0; i < 4; i++) {
        pthread_create(&p[i], NULL, producer, (void *)i);
        pthread_create(&c[i], NULL, consumer, NULL);
    }
    sleep_ms(20); /* A thread that is just starting blocks signals for a moment. */
    guest_ready_and_wait();
    stop = 1;
    for (int i = 0; i < 4; i++)
        pthread_join(p[i], NULL);
    pthread_mutex_lock(&mutex);
    stop = 3;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 4; i++)
        pthread_join(c[i], NULL);
    CHECK(made == used && tokens == 0, "made %ld, used %ld, left %ld", made, used, tokens);
    CHECK(made > 0, "nothing happened");
    return guest_end();
}
