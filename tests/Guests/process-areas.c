/* What /proc shows of the program: arguments, environment, auxiliary vector, executable, name; also after the program changed them. */
#include "guest.h"
#include <sys/auxv.h>

static char before[5][9000], after[5][9000];
static const char *const files[5] = {"/proc/self/cmdline", "/proc/self/environ", "/proc/self/auxv", "/proc/self/comm", "/proc/self/stat"};

static void read_all(char (*into)[9000])
{
    for (int i = 0; i < 4; i++) {
        int fd = open(files[i], O_RDONLY);
        memset(into[i], 0, 9000);
        CHECK(read(fd, into[i], 8999) > 0, "%s: %s", files[i], strerror(errno));
        close(fd);
    }
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    char exe[600] = {0}, now[600] = {0};
    MUST(readlink("/proc/self/exe", exe, sizeof exe - 1));
    MUST(prctl(PR_SET_NAME, "an (odd) name"));
    argv[0][1] = 'X';
    environ[0][0] = 'Y';
    const char *platform = (const char *)getauxval(AT_PLATFORM);
    const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
    unsigned char random_was[16];
    memcpy(random_was, random, 16);
    read_all(before);
    guest_ready_and_wait();
    read_all(after);
    for (int i = 0; i < 4; i++)
        CHECK(memcmp(before[i], after[i], 9000) == 0, "%s: '%.60s' was '%.60s'", files[i], after[i], before[i]);
    MUST(readlink("/proc/self/exe", now, sizeof now - 1));
    CHECK(strcmp(exe, now) == 0, "executable %.200s was %.200s", now, exe);
    CHECK(strcmp(platform, "x86_64") == 0 && memcmp(random, random_was, 16) == 0, "what the auxiliary vector points at");
    argv[0][2] = 'Z';
    read_all(after);
    CHECK(after[0][2] == 'Z', "the arguments shown are not the program's own");
    return guest_end();
}
