using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A signal handler in the C library's form, which its function sigaction takes: <c>struct sigaction</c>, signal.h (152 bytes; the kernel has another of 32).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct sigaction", "signal.h", FieldPrefix = "sa_")]
public struct LibcSigAction
{
    public ulong Handler;
    public LibcSignalSet Mask;
    public int Flags;
    private readonly int _pad;
    public ulong Restorer;
}
