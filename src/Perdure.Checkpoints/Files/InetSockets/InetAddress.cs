using System.Buffers.Binary;
using System.Net;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Reads struct sockaddr_in and sockaddr_in6.</summary>
public static class InetAddress
{
    private const int V4Bytes = 16;
    private const int V6Bytes = 28;

    /// <summary>The port; 0 for none.</summary>
    public static int PortOf(ReadOnlySpan<byte> address) => address.Length >= V4Bytes ? BinaryPrimitives.ReadUInt16BigEndian(address[2..]) : 0;

    /// <summary>Whether it is every address of the machine.</summary>
    public static bool IsAny(ReadOnlySpan<byte> address) => HostOf(address).IndexOfAnyExcept((byte)0) < 0;

    /// <summary>For people: 127.0.0.1:80.</summary>
    public static string Show(ReadOnlySpan<byte> address)
    {
        var host = HostOf(address);
        return host.IsEmpty ? "?" : new IPEndPoint(new IPAddress(host), PortOf(address)).ToString();
    }

    /// <summary>The 4 or 16 bytes of an address that a device must have for a socket to be bound to it; null for any, loopback and multicast.</summary>
    public static byte[]? OwnHost(ReadOnlySpan<byte> address)
    {
        const int MulticastV4 = 224;
        if (IsAny(address))
            return null;
        var host = new IPAddress(HostOf(address));
        if (host.IsIPv4MappedToIPv6)
            host = host.MapToIPv4();
        var bytes = host.GetAddressBytes();
        var isGroup = host.IsIPv6Multicast || (bytes.Length == sizeof(int) && bytes[0] >= MulticastV4);
        return isGroup || IPAddress.IsLoopback(host) || host.Equals(IPAddress.Any) ? null : bytes;
    }

    /// <summary>The same text for the same address and port, whether of IPv4 or of IPv4 within IPv6.</summary>
    public static string Key(ReadOnlySpan<byte> address) => $"{Convert.ToHexString(InPacket(address))}:{PortOf(address)}";

    /// <summary>The host as it stands in a packet: 4 bytes, or 16.</summary>
    public static byte[] InPacket(ReadOnlySpan<byte> address)
    {
        var host = HostOf(address);
        return (host.StartsWith(MappedPrefix) ? host[MappedPrefix.Length..] : host).ToArray();
    }

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> address) => address.Length switch
    {
        >= V6Bytes => address.Slice(8, 16),
        >= V4Bytes => address.Slice(4, 4),
        _ => default,
    };
}
