namespace Perdure.Kernel.Abi;

/// <summary>Families of sockets (linux/socket.h).</summary>
[CConstants("sys/socket.h")]
public enum SocketFamily
{
    /// <summary>None.</summary>
    AF_UNSPEC = 0,

    /// <summary>Within this machine.</summary>
    AF_UNIX = 1,

    /// <summary>IPv4.</summary>
    AF_INET = 2,

    /// <summary>IPv6.</summary>
    AF_INET6 = 10,

    /// <summary>To the kernel.</summary>
    AF_NETLINK = 16,

    /// <summary>Raw packets.</summary>
    AF_PACKET = 17,

    /// <summary>The kernel's ciphers.</summary>
    AF_ALG = 38,

    /// <summary>To virtual machines.</summary>
    AF_VSOCK = 40,
}
