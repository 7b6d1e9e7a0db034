/* An editor whose user has never saved: its text is in memory only. A child has another text in the same variable. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char *novel;
char note[64] = "unsaved";
volatile double figures[4] = {1.5, 2.5, 3.5, 4.5};

__attribute__((noinline)) static void edit(const char *text) {
    novel = malloc(1 << 20);
    strcpy(novel, text);
    strcat(note, "!");
    __asm__ volatile("vmovupd %0, %%ymm0" ::"m"(*figures));
    for (;;)
        pause();
}

int main(void) {
    if (fork() == 0)
        edit("The child's own draft");
    usleep(100000);
    puts("ready");
    fflush(stdout);
    edit("It was a dark and stormy night");
}
