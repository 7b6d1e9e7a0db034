/* Not a guest: traces the process of its argument and sits there, as a debugger does. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2 || ptrace(PTRACE_SEIZE, atoi(argv[1]), 0, 0) == -1) {
        perror("tracer");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
