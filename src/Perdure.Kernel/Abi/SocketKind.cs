namespace Perdure.Kernel.Abi;

/// <summary>Types of sockets (linux/net.h).</summary>
[CConstants("sys/socket.h")]
public enum SocketKind
{
    /// <summary>Bytes in order.</summary>
    SOCK_STREAM = 1,

    /// <summary>Messages.</summary>
    SOCK_DGRAM = 2,

    /// <summary>Raw protocol.</summary>
    SOCK_RAW = 3,

    /// <summary>Messages in order, connected.</summary>
    SOCK_SEQPACKET = 5,

    /// <summary>Raw packets, the old way.</summary>
    SOCK_PACKET = 10,
}
