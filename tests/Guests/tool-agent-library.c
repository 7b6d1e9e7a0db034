/* A library with a system call of its own, for tool-agent-dlopen. */
#include <stddef.h>

long library_read(long fd, void *buffer, size_t bytes)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "0"(0l), "D"(fd), "S"(buffer), "d"(bytes) : "rcx", "r11", "memory");
    return result < 0 ? -1 : result * 2;
}
