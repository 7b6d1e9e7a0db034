using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The beginning of struct tcp_info of linux/tcp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct tcp_info", "linux/tcp.h", Extensible = true)]
public record struct TcpInfo
{
    /// <summary>A <see cref="TcpStateCode"/>.</summary>
    public byte tcpi_state;

    /// <summary>State of congestion control.</summary>
    public byte tcpi_ca_state;

    /// <summary>Retransmissions of the same segment.</summary>
    public byte tcpi_retransmits;

    /// <summary>Probes of a window that is closed.</summary>
    public byte tcpi_probes;

    /// <summary>How often the timer was doubled.</summary>
    public byte tcpi_backoff;

    /// <summary><see cref="TcpInfoOptions"/>.</summary>
    public byte tcpi_options;

    /// <summary>Two bit fields, tcpi_snd_wscale in the lower half.</summary>
    [CField("")]
    public byte Scales;

    /// <summary>Two bit fields about fast open and the rate of delivery.</summary>
    [CField("")]
    public byte Limited;

    /// <summary>Microseconds until a retransmission.</summary>
    public uint tcpi_rto;

    /// <summary>Microseconds until a delayed acknowledgement.</summary>
    public uint tcpi_ato;

    /// <summary>Bytes of a segment that is sent.</summary>
    public uint tcpi_snd_mss;

    /// <summary>Bytes of segments that come.</summary>
    public uint tcpi_rcv_mss;

    /// <summary>Segments not acknowledged; of a listening socket: connections that wait.</summary>
    public uint tcpi_unacked;

    /// <summary>Segments acknowledged selectively; of a listening socket: how many may wait.</summary>
    public uint tcpi_sacked;

    /// <summary>Segments lost.</summary>
    public uint tcpi_lost;

    /// <summary>Segments sent again.</summary>
    public uint tcpi_retrans;

    /// <summary>No longer used.</summary>
    public uint tcpi_fackets;

    /// <summary>Milliseconds since data was sent.</summary>
    public uint tcpi_last_data_sent;

    /// <summary>Always 0.</summary>
    public uint tcpi_last_ack_sent;

    /// <summary>Milliseconds since data came.</summary>
    public uint tcpi_last_data_recv;

    /// <summary>Milliseconds since an acknowledgement came.</summary>
    public uint tcpi_last_ack_recv;

    /// <summary>MTU of the path.</summary>
    public uint tcpi_pmtu;

    /// <summary>Limit of the window for receiving.</summary>
    public uint tcpi_rcv_ssthresh;

    /// <summary>Microseconds to the peer and back.</summary>
    public uint tcpi_rtt;

    /// <summary>How much that varies.</summary>
    public uint tcpi_rttvar;

    /// <summary>Threshold of the slow start.</summary>
    public uint tcpi_snd_ssthresh;

    /// <summary>Window of congestion.</summary>
    public uint tcpi_snd_cwnd;

    /// <summary>The largest segment that was promised to the peer.</summary>
    public uint tcpi_advmss;

    /// <summary>How far segments overtake each other.</summary>
    public uint tcpi_reordering;
}
