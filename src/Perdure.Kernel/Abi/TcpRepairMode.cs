namespace Perdure.Kernel.Abi;

/// <summary>Values of TCP_REPAIR (linux/tcp.h).</summary>
[CConstants("linux/tcp.h")]
public enum TcpRepairMode
{
    /// <summary>Back to normal, and the peer is asked for its window.</summary>
    TCP_REPAIR_OFF = 0,

    /// <summary>The inside of the connection can be read and set, and nothing is sent.</summary>
    TCP_REPAIR_ON = 1,

    /// <summary>Back to normal without a word to the peer.</summary>
    TCP_REPAIR_OFF_NO_WP = -1,
}
