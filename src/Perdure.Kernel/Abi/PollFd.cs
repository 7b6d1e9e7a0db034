using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct pollfd of asm-generic/poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct pollfd", "asm/poll.h")]
public struct PollFd
{
    /// <summary>The descriptor.</summary>
    public int fd;

    /// <summary>What is asked.</summary>
    public short events;

    /// <summary>What is so.</summary>
    public short revents;
}
