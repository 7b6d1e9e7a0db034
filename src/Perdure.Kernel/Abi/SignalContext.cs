using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Registers in a signal frame: <c>struct sigcontext</c>, asm/sigcontext.h (256 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct sigcontext", "asm/sigcontext.h")]
public struct SignalContext
{
    public ulong R8;
    public ulong R9;
    public ulong R10;
    public ulong R11;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rax;
    public ulong Rcx;
    public ulong Rsp;
    public ulong Rip;
    public ulong Eflags;
    public ushort Cs;
    public ushort Gs;
    public ushort Fs;
    public ushort Ss;
    public ulong Err;
    public ulong Trapno;
    public ulong Oldmask;
    public ulong Cr2;
    public ulong Fpstate;
    private readonly ulong _reserved0;
    private readonly ulong _reserved1;
    private readonly ulong _reserved2;
    private readonly ulong _reserved3;
    private readonly ulong _reserved4;
    private readonly ulong _reserved5;
    private readonly ulong _reserved6;
    private readonly ulong _reserved7;
}
