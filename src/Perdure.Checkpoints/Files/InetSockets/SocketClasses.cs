namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>What kinds of socket an option is for.</summary>
[Flags]
internal enum SocketClasses
{
    None = 0,
    Unix = 1,
    Tcp = 2,
    Udp = 4,
    Raw = 8,
    Netlink = 16,

    /// <summary>Of the IPv6 family (all others of the internet are IPv4).</summary>
    V6 = 32,

    Inet = Tcp | Udp | Raw,
    All = Unix | Inet | Netlink,
}
