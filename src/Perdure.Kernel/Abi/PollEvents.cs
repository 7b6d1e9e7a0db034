namespace Perdure.Kernel.Abi;

/// <summary>What poll(2) can say (asm-generic/poll.h).</summary>
[Flags]
[CConstants("asm/poll.h")]
public enum PollEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to read.</summary>
    POLLIN = 1,

    /// <summary>Urgent data waits.</summary>
    POLLPRI = 2,

    /// <summary>There is room to write.</summary>
    POLLOUT = 4,

    /// <summary>An error, or the reader has gone.</summary>
    POLLERR = 8,

    /// <summary>The other end has gone.</summary>
    POLLHUP = 16,

    /// <summary>The other end writes no more.</summary>
    POLLRDHUP = 0x2000,
}
