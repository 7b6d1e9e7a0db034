using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A signal handler in the kernel's form, which rt_sigaction takes: <c>struct sigaction</c>, asm/signal.h (32 bytes; the C library has another of 152).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct sigaction", "asm/signal.h", FieldPrefix = "sa_")]
public struct KernelSigAction
{
    public ulong Handler;
    public SignalActionFlags Flags;
    public ulong Restorer;
    public ulong Mask;
}
