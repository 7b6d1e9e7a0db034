using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Where a thread's restartable sequences are registered: <c>struct ptrace_rseq_configuration</c>, linux/ptrace.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ptrace_rseq_configuration", "linux/ptrace.h")]
public struct RseqConfiguration
{
    public ulong RseqAbiPointer;
    public uint RseqAbiSize;
    public uint Signature;
    public uint Flags;
    private readonly uint _pad;
}
