/* A ledger whose books are in memory only. Each SIGUSR1 changes an entry of every kind: a variable with a value from the file (.data)
   and one without (.bss), text on the heap, mapped memory, a thread, and the offset of a file; then it prints `booked`. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define PAGES 256

int ledger_total = 5;
static long ledger_balance;
char ledger_title[64] = "The books of the first year";
static char *entry, *pages;

static void *clerk(void *unused) {
    for (;;)
        pause();
    return unused;
}

/* The same words across each border of a page, of which some are borders of chunks. */
static void write_across_borders(const char *words) {
    for (int i = 1; i < PAGES; i++)
        memcpy(pages + i * PAGE - 7, words, strlen(words));
}

static void book(int log) {
    pthread_t thread;
    ledger_total += 4;
    ledger_balance += 77;
    strcpy(ledger_title, "The books of the second year");
    strcpy(entry, "owed to Mister Micawber: nineteen pounds");
    write_across_borders("other margins");
    pages[PAGES * PAGE - 1] = 0;
    char *more = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    more[5 * PAGE] = 'x';
    if (write(log, "booked\n", 7) != 7 || open("/dev/null", O_RDONLY) < 0)
        abort();
    pthread_create(&thread, NULL, clerk, NULL);
}

int main(int argc, char **argv) {
    sigset_t wake;
    int caught, log = open(argc > 1 ? argv[1] : "ledger.log", O_WRONLY | O_CREAT, 0600);
    sigemptyset(&wake);
    sigaddset(&wake, SIGUSR1);
    sigprocmask(SIG_BLOCK, &wake, NULL);
    entry = malloc(200);
    strcpy(entry, "owed to Mister Copperfield: nothing");
    pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, '.', PAGES * PAGE);
    write_across_borders("first borders");
    puts("ready");
    fflush(stdout);
    while (sigwait(&wake, &caught) == 0) {
        book(log);
        puts("booked");
        fflush(stdout);
    }
}
