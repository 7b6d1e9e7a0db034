using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The general registers of a thread: <c>struct user_regs_struct</c>, sys/user.h (216 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct UserRegs
{
#pragma warning disable CA1051, CS1591 // The fields are the registers, by the names that the processor's manual gives them.
    public ulong R15, R14, R13, R12, Rbp, Rbx, R11, R10, R9, R8, Rax, Rcx, Rdx, Rsi, Rdi, OrigRax, Rip, Cs, Eflags, Rsp, Ss, FsBase, GsBase, Ds, Es, Fs, Gs;
#pragma warning restore CA1051, CS1591
}
