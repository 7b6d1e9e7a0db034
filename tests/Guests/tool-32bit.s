# Not a guest: a 32-bit program that sleeps for ever. as --32, ld -m elf_i386.
.globl _start
_start:
    mov $29, %eax       # pause
    int $0x80
    jmp _start
