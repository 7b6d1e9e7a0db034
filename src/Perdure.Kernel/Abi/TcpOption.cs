namespace Perdure.Kernel.Abi;

/// <summary>Socket options of a connection's inside (linux/tcp.h).</summary>
[CConstants("linux/tcp.h")]
internal enum TcpOption
{
    /// <summary>No option.</summary>
    None = 0,

    /// <summary>The largest segment; in repair mode the one that the peer has asked for.</summary>
    TCP_MAXSEG = 2,

    /// <summary><see cref="TcpInfo"/>.</summary>
    TCP_INFO = 11,

    /// <summary><see cref="TcpRepairMode"/>.</summary>
    TCP_REPAIR = 19,

    /// <summary><see cref="TcpRepairQueue"/>.</summary>
    TCP_REPAIR_QUEUE = 20,

    /// <summary>Sequence number at the end of the chosen queue.</summary>
    TCP_QUEUE_SEQ = 21,

    /// <summary><see cref="TcpRepairOption"/>s.</summary>
    TCP_REPAIR_OPTIONS = 22,

    /// <summary>The clock of timestamps.</summary>
    TCP_TIMESTAMP = 24,

    /// <summary><see cref="TcpRepairWindow"/>.</summary>
    TCP_REPAIR_WINDOW = 29,

    /// <summary>A protocol on top that the kernel speaks, as TLS.</summary>
    TCP_ULP = 31,
}
