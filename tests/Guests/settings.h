/* A table of settings: each is set, read as text before the checkpoint, and read again after the restore. */
#ifndef SETTINGS_H
#define SETTINGS_H
#include "guest.h"

struct setting {
    const char *name;
    int (*set)(void);         /* 0, or -1 with errno: then the machine lacks it, and it is left out with a note. */
    void (*get)(char *text);  /* At most 300 bytes. */
    int left_out;
    char before[300];
};

static inline void settings_set(struct setting *table, int count)
{
    for (int i = 0; i < count; i++) {
        char unset[300] = "";
        table[i].get(unset);
        if (table[i].set() == -1) {
            guest_say("note: %s can't be set here: %s", table[i].name, strerror(errno));
            table[i].left_out = 1;
        }
    }
    /* Read all only now: some settings change others. */
    for (int i = 0; i < count; i++)
        table[i].get(table[i].before);
}

static inline void settings_compare(struct setting *table, int count)
{
    for (int i = 0; i < count; i++) {
        char now[300] = "";
        table[i].get(now);
        if (strcmp(now, table[i].before) != 0) {
            guest_failures++;
            guest_say("fail: setting lost: %s is '%s', was '%s'%s", table[i].name, now, table[i].before, table[i].left_out ? " (not set by us)" : "");
        }
    }
}

/* The whole first line of a file of /proc. */
static inline void get_file(const char *file, char *text)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd == -1 ? 0 : read(fd, text, 299);
    text[n > 0 ? n : 0] = 0;
    text[strcspn(text, "\n")] = 0;
    if (fd != -1)
        close(fd);
}

static inline int put_file(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    ssize_t n = write(fd, text, strlen(text));
    int error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

#define SETTING(name_, set_, get_) {.name = #name_, .set = set_, .get = get_}
#define PRCTL_SETTING(name, set_call, get_call)                                                                                   \
    static int set_##name(void) { return (set_call) < 0 ? -1 : 0; }                                                               \
    static void get_##name(char *text) { snprintf(text, 300, "%d", (int)(get_call)); }
#define FILE_SETTING(name, file, value)                                                                                           \
    static int set_##name(void) { return put_file(file, value); }                                                                 \
    static void get_##name(char *text) { get_file(file, text); }
#define STATUS_GETTER(name, field)                                                                                                \
    static void get_##name(char *text) { snprintf(text, 300, "%s", proc_line("/proc/thread-self/status", field)); }
#endif
