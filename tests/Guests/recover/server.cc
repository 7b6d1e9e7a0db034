// A server with bugs, for the tests of recovery: `server loop|threads|prefork PORT`. It keeps words under keys and answers lines:
//   PUT KEY VALUE -> OK    GET KEY -> VALUE or NONE    COUNT -> number of keys    PING -> PONG    PID -> pid of who answers    BUG CLASS -> SURVIVED, if the code behind the bug is reached
// The bugs are written as they are met in servers: in a function some calls below the loop, with a result that callers look at or not, with buffers on the heap and on the stack.
// The three styles are: one event loop; a thread for each connection; worker processes that serve one connection after the other.
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdexcept>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

static const int workers = 3;
static const size_t line_max = 4096;

struct entry {
    char *key;
    char *value;
    struct entry *next;
};

struct connection {
    int fd;
    size_t used;
    char line[line_max];
};

struct object {
    char name[24];
    int (*describe)(struct object *);
    struct object *owner;
};

static struct entry *table[1024];
static size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile uintptr_t nothing = 0;
static volatile uintptr_t wild = 0x5a5a5a5a5a5a0000;
static volatile int zero = 0;

static unsigned hash(const char *key)
{
    unsigned h = 5381;
    while (*key)
        h = h * 33 + (unsigned char)*key++;
    return h % 1024;
}

static NOINLINE struct entry *find(const char *key)
{
    for (struct entry *e = table[hash(key)]; e; e = e->next)
        if (!strcmp(e->key, key))
            return e;
    return 0;
}

static NOINLINE int put(const char *key, const char *value)
{
    pthread_mutex_lock(&lock);
    struct entry *e = find(key);
    if (!e) {
        e = (struct entry *)malloc(sizeof *e);
        if (!e) {
            pthread_mutex_unlock(&lock);
            return -1;
        }
        e->key = strdup(key);
        e->value = 0;
        e->next = table[hash(key)];
        table[hash(key)] = e;
        count++;
    }
    free(e->value);
    e->value = strdup(value);
    pthread_mutex_unlock(&lock);
    return 0;
}

static NOINLINE int get(const char *key, char *into, size_t room)
{
    pthread_mutex_lock(&lock);
    struct entry *e = find(key);
    snprintf(into, room, "%s", e ? e->value : "NONE");
    pthread_mutex_unlock(&lock);
    return e != 0;
}

static NOINLINE int say_hello(struct object *o)
{
    return (int)strlen(o->name);
}

static NOINLINE struct object *make(const char *name)
{
    struct object *o = (struct object *)malloc(sizeof *o);
    if (!o)
        return 0;
    snprintf(o->name, sizeof o->name, "%s", name);
    o->describe = say_hello;
    o->owner = 0;
    return o;
}

static NOINLINE int bug_null_read(void) { return ((struct object *)nothing)->name[3]; }

static NOINLINE int bug_null_write(void)
{
    ((struct object *)nothing)->owner = (struct object *)1;
    return 0;
}

static NOINLINE int bug_null_call(void) { return ((int (*)(void))nothing)() + 1; }

static NOINLINE int bug_wild_read(void) { return ((struct object *)wild)->name[3]; }

static NOINLINE int bug_wild_write(void)
{
    ((struct object *)wild)->owner = (struct object *)1;
    return 0;
}

static NOINLINE int bug_wild_call(void) { return ((int (*)(void))(wild >> 8))() + 1; }

// A name that is too long goes over the next object, whose pointers are used later.
static NOINLINE int bug_neighbour(void)
{
    struct object *pair = (struct object *)calloc(2, sizeof *pair);
    pair[1].describe = say_hello;
    char *name = pair[0].name;
    for (size_t i = 0; i < sizeof *pair + 40; i++)
        ((volatile char *)name)[i] = 'A';
    struct object *volatile second = &pair[1];
    int length = second->describe(second);
    free(pair);
    return length;
}

// The same over the header of the next block of the heap.
static NOINLINE int bug_heap_header(void)
{
    char *first = (char *)malloc(24);
    char *second = (char *)malloc(2000);
    char *third = (char *)malloc(24);
    for (size_t i = 0; i < 40; i++)
        ((volatile char *)first)[i] = 'B';
    free(second);
    free(third);
    free(first);
    return 0;
}

static NOINLINE void fill(char *into, size_t length);

static NOINLINE int bug_use_after_free(void)
{
    struct object *o = make("gone");
    struct object *volatile kept = o;
    free(o);
    char *volatile other = (char *)malloc(sizeof *o);
    fill(other, sizeof *o);
    int length = kept->describe(kept);
    free(other);
    return length;
}

static NOINLINE int bug_double_free(void)
{
    char *volatile block = (char *)malloc(100);
    free(block);
    free(block);
    return 0;
}

// The compiler may not know that nobody reads it.
static NOINLINE void fill(char *into, size_t length)
{
    for (size_t i = 0; i < length; i++)
        ((volatile char *)into)[i] = 'D';
}

// Built without protector as well as with one: see the attribute.
static NOINLINE __attribute__((optimize("no-stack-protector"))) int bug_smash(void)
{
    char buffer[32];
    fill(buffer, 32 + 64);
    return buffer[5];
}

static NOINLINE __attribute__((stack_protect)) int bug_smash_guarded(void)
{
    char buffer[32];
    fill(buffer, 32 + 64);
    return buffer[5];
}

static NOINLINE int bug_recursion(int depth)
{
    char buffer[200];
    memset(buffer, depth, sizeof buffer);
    return bug_recursion(depth + 1) + ((volatile char *)buffer)[depth % 200];
}

static NOINLINE int bug_huge_copy(void)
{
    struct object *from = make("small");
    char *into = (char *)malloc(64);
    volatile int length = -1 - zero;
    memcpy(into, from, (size_t)length);
    put(into, from->name);
    free(into);
    free(from);
    return 0;
}

static NOINLINE int bug_division(void) { return 100 / zero; }

static NOINLINE int bug_assert(void)
{
    assert(zero == 1);
    return 0;
}

static NOINLINE int bug_exception(void)
{
    if (zero == 0)
        throw std::runtime_error("nobody catches this");
    return 0;
}

static NOINLINE int bug_locked(void)
{
    pthread_mutex_lock(&lock);
    int result = ((struct object *)nothing)->name[3];
    pthread_mutex_unlock(&lock);
    return result;
}

static NOINLINE int run_bug(const char *which)
{
    if (!strcmp(which, "null-read")) return bug_null_read();
    if (!strcmp(which, "null-write")) return bug_null_write();
    if (!strcmp(which, "null-call")) return bug_null_call();
    if (!strcmp(which, "wild-read")) return bug_wild_read();
    if (!strcmp(which, "wild-write")) return bug_wild_write();
    if (!strcmp(which, "wild-call")) return bug_wild_call();
    if (!strcmp(which, "neighbour")) return bug_neighbour();
    if (!strcmp(which, "heap-header")) return bug_heap_header();
    if (!strcmp(which, "use-after-free")) return bug_use_after_free();
    if (!strcmp(which, "double-free")) return bug_double_free();
    if (!strcmp(which, "smash")) return bug_smash();
    if (!strcmp(which, "smash-guarded")) return bug_smash_guarded();
    if (!strcmp(which, "recursion")) return bug_recursion(1);
    if (!strcmp(which, "huge-copy")) return bug_huge_copy();
    if (!strcmp(which, "division")) return bug_division();
    if (!strcmp(which, "assert")) return bug_assert();
    if (!strcmp(which, "exception")) return bug_exception();
    if (!strcmp(which, "locked")) return bug_locked();
    return -2;
}

static NOINLINE int answer(struct connection *c, const char *text)
{
    char line[line_max + 8];
    int length = snprintf(line, sizeof line, "%s\n", text);
    return send(c->fd, line, (size_t)length, MSG_NOSIGNAL) == length ? 0 : -1;
}

static NOINLINE int execute(struct connection *c, char *line)
{
    char *rest;
    char *verb = strtok_r(line, " ", &rest);
    char *key = strtok_r(0, " ", &rest);
    char *value = strtok_r(0, "", &rest);
    char text[line_max];
    if (!verb)
        return answer(c, "ERR");
    if (!strcmp(verb, "PING"))
        return answer(c, "PONG");
    if (!strcmp(verb, "PUT") && key && value)
        return answer(c, put(key, value) == 0 ? "OK" : "ERR");
    if (!strcmp(verb, "GET") && key) {
        get(key, text, sizeof text);
        return answer(c, text);
    }
    if (!strcmp(verb, "COUNT")) {
        snprintf(text, sizeof text, "%zu", count);
        return answer(c, text);
    }
    if (!strcmp(verb, "PID")) {
        snprintf(text, sizeof text, "%d", getpid());
        return answer(c, text);
    }
    if (!strcmp(verb, "BUG") && key) {
        int result = run_bug(key);
        snprintf(text, sizeof text, result == -2 ? "UNKNOWN" : "SURVIVED %d", result);
        return answer(c, text);
    }
    return answer(c, "ERR");
}

// All whole lines that came; -1 if the connection is over.
static NOINLINE int receive(struct connection *c)
{
    ssize_t got = read(c->fd, c->line + c->used, sizeof c->line - 1 - c->used);
    if (got <= 0)
        return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
    c->used += (size_t)got;
    c->line[c->used] = 0;
    char *begin = c->line;
    for (char *end; (end = strchr(begin, '\n')); begin = end + 1) {
        *end = 0;
        if (execute(c, begin) < 0)
            return -1;
    }
    c->used = strlen(begin);
    memmove(c->line, begin, c->used + 1);
    return c->used == sizeof c->line - 1 ? -1 : 0;
}

static struct connection *begin(int fd)
{
    struct connection *c = (struct connection *)calloc(1, sizeof *c);
    c->fd = fd;
    return c;
}

static void end(struct connection *c)
{
    close(c->fd);
    free(c);
}

static NOINLINE void loop(int listener)
{
    int epoll = epoll_create1(0);
    struct epoll_event event = {};
    event.events = EPOLLIN;
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *c = (struct connection *)events[i].data.ptr;
            if (!c) {
                int fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
                if (fd < 0)
                    continue;
                event.data.ptr = begin(fd);
                epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
            } else if (receive(c) < 0) {
                end(c);
            }
        }
    }
}

static void *serve(void *argument)
{
    struct connection *c = (struct connection *)argument;
    while (receive(c) == 0)
        ;
    end(c);
    return 0;
}

static NOINLINE void threads(int listener)
{
    for (;;) {
        int fd = accept(listener, 0, 0);
        if (fd < 0)
            continue;
        pthread_t thread;
        if (pthread_create(&thread, 0, serve, begin(fd)) == 0)
            pthread_detach(thread);
    }
}

static NOINLINE void work(int listener)
{
    for (;;) {
        int fd = accept(listener, 0, 0);
        if (fd >= 0)
            serve(begin(fd));
    }
}

// A worker that dies is not replaced: the tests are to see it.
static NOINLINE void prefork(int listener)
{
    for (int i = 0; i < workers; i++)
        if (fork() == 0)
            work(listener);
    int status;
    while (wait(&status) > 0)
        fprintf(stderr, "a worker died: %d\n", status);
    exit(1);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(argv[2]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 128) < 0)
        return 3;
    puts("ready");
    fflush(stdout);
    if (!strcmp(argv[1], "loop"))
        loop(listener);
    if (!strcmp(argv[1], "threads"))
        threads(listener);
    if (!strcmp(argv[1], "prefork"))
        prefork(listener);
    return 4;
}
