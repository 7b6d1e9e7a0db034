using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>One restartable sequence: <c>struct rseq_cs</c>, linux/rseq.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct rseq_cs", "linux/rseq.h")]
public struct RseqCriticalSection
{
    public uint Version;
    public uint Flags;
    public ulong StartIp;
    public ulong PostCommitOffset;
    public ulong AbortIp;
}
