namespace Perdure.Binaries.Unwinding;

/// <summary>The numbers that DWARF gives the registers of x86-64 (System V ABI, AMD64 supplement, figure 3.36).</summary>
#pragma warning disable CS1591 // The names are the processor's.
public enum DwarfRegister
{
    Rax = 0,
    Rdx = 1,
    Rcx = 2,
    Rbx = 3,
    Rsi = 4,
    Rdi = 5,
    Rbp = 6,
    Rsp = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
    R12 = 12,
    R13 = 13,
    R14 = 14,
    R15 = 15,
    ReturnAddress = 16,
}
#pragma warning restore CS1591
