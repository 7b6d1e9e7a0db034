/* Loads a library once the file DIR/load is there, uses it, and unloads it in the end. For the tests of the syscall agent. */
#include "guest.h"
#include <dlfcn.h>

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    guest_ready();
    struct stat st;
    while (stat(guest_path("load"), &st) != 0)
        sleep_ms(2);
    void *library = dlopen(argv[2], RTLD_NOW);
    long (*library_read)(long, void *, size_t) = library == NULL ? NULL : (long (*)(long, void *, size_t))dlsym(library, "library_read");
    CHECK(library_read != NULL, "%s", dlerror());
    guest_say("loaded");
    int zero = MUST(open("/dev/zero", O_RDONLY));
    char buffer[100];
    while (library_read != NULL && !guest_may_go()) {
        memset(buffer, 1, sizeof buffer);
        CHECK(library_read(zero, buffer, 33) == 66 && buffer[32] == 0 && buffer[33] == 1, "the library's read went wrong");
        sleep_ms(1);
    }
    CHECK(dlclose(library) == 0, "%s", dlerror());
    return guest_end();
}
