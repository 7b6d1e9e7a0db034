using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct epoll_event of linux/eventpoll.h, packed on x86-64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
[CStruct("struct epoll_event", "linux/eventpoll.h")]
public struct EpollEventBuffer
{
    /// <summary>Events.</summary>
    public uint events;

    /// <summary>The program's own word.</summary>
    public ulong data;
}
