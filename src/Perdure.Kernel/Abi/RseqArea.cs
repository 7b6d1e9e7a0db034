using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>What a thread shares with the kernel for restartable sequences: <c>struct rseq</c>, linux/rseq.h (its first 32 bytes, which is all that kernels before 6.3 know).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct rseq", "linux/rseq.h", Extensible = true)]
public struct RseqArea
{
    public uint CpuIdStart;
    public uint CpuId;
    public ulong RseqCs;
    public uint Flags;
    public uint NodeId;
    public uint MmCid;
    private readonly uint _pad;
}
