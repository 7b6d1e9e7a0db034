using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>One entry of an epoll: <c>struct kcmp_epoll_slot</c>, linux/kcmp.h (12 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct kcmp_epoll_slot", "linux/kcmp.h")]
public struct KcmpEpollSlot
{
    [CField("efd")]
    public int EpollFd;
    [CField("tfd")]
    public int TargetFd;
    [CField("toff")]
    public uint Occurrence;
}
