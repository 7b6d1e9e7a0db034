/* The first thread of the process has ended; the others live on, and the process ends when the last of them does.
   guest: may-refuse=ended */
#include "guest.h"

static void *last(void *unused)
{
    (void)unused;
    sleep_ms(30);
    guest_ready_and_wait();
    CHECK(gettid_() != getpid(), "this is the first thread now");
    char path[64], text[300] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", getpid());
    int fd = open(path, O_RDONLY);
    CHECK(read(fd, text, sizeof text - 1) > 0 && strstr(text, ") Z ") != NULL, "the first thread lives: %s", text);
    pthread_t more;
    CHECK(pthread_create(&more, NULL, (void *(*)(void *))(void *)getpid, NULL) == 0 && pthread_join(more, NULL) == 0, "no new threads");
    _exit(guest_end());
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    pthread_t id;
    pthread_create(&id, NULL, last, NULL);
    pthread_exit(NULL);
}
