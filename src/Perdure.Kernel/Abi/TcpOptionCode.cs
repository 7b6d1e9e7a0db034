namespace Perdure.Kernel.Abi;

/// <summary>Options in the header of a TCP segment, as TCP_REPAIR_OPTIONS takes them.</summary>
[CConstants("netinet/tcp.h")]
internal enum TcpOptionCode
{
    /// <summary>The largest segment.</summary>
    TCPOPT_MAXSEG = 2,

    /// <summary>Scales of both windows: ours for sending, and that for receiving shifted by 16.</summary>
    TCPOPT_WINDOW = 3,

    /// <summary>Selective acknowledgements.</summary>
    TCPOPT_SACK_PERMITTED = 4,

    /// <summary>Timestamps.</summary>
    TCPOPT_TIMESTAMP = 8,
}
