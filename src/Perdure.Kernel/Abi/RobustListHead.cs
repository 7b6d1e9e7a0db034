using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The head of a thread's list of robust mutexes: <c>struct robust_list_head</c>, linux/futex.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct robust_list_head", "linux/futex.h")]
public struct RobustListHead
{
    [CField("list.next")]
    public ulong Next;
    public long FutexOffset;
    public ulong ListOpPending;
}
