namespace Perdure.Kernel.Abi;

/// <summary>States of a TCP socket (netinet/tcp.h, from net/tcp_states.h).</summary>
[CConstants("netinet/tcp.h")]
public enum TcpStateCode
{
    /// <summary>No answer from the kernel.</summary>
    None = 0,

    /// <summary>Both directions are open.</summary>
    TCP_ESTABLISHED = 1,

    /// <summary>Waits for the peer's answer.</summary>
    TCP_SYN_SENT = 2,

    /// <summary>Has answered, and waits for the peer.</summary>
    TCP_SYN_RECV = 3,

    /// <summary>We have ended our direction, which the peer does not know yet.</summary>
    TCP_FIN_WAIT1 = 4,

    /// <summary>We have ended our direction.</summary>
    TCP_FIN_WAIT2 = 5,

    /// <summary>Over; waits for late segments.</summary>
    TCP_TIME_WAIT = 6,

    /// <summary>No connection.</summary>
    TCP_CLOSE = 7,

    /// <summary>The peer has ended its direction.</summary>
    TCP_CLOSE_WAIT = 8,

    /// <summary>Both have ended, the peer first; it does not know yet.</summary>
    TCP_LAST_ACK = 9,

    /// <summary>Waits for connections.</summary>
    TCP_LISTEN = 10,

    /// <summary>Both have ended at the same time.</summary>
    TCP_CLOSING = 11,
}
