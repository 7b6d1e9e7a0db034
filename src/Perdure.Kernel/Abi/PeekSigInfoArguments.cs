using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Which pending signals to read: <c>struct ptrace_peeksiginfo_args</c>, linux/ptrace.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ptrace_peeksiginfo_args", "linux/ptrace.h")]
public struct PeekSigInfoArguments
{
    [CField("off")]
    public ulong Offset;
    public uint Flags;
    [CField("nr")]
    public int Count;
}
