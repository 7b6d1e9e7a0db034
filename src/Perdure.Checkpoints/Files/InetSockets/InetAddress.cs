using System.Buffers.Binary;
using System.Net;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Reads struct sockaddr_in and sockaddr_in6.</summary>
internal static class InetAddress
{
    private const int V4Bytes = 16;
    private const int V6Bytes = 28;

    public static int PortOf(ReadOnlySpan<byte> address) => address.Length >= V4Bytes ? BinaryPrimitives.ReadUInt16BigEndian(address[2..]) : 0;

    public static bool IsAny(ReadOnlySpan<byte> address) => HostOf(address).IndexOfAnyExcept((byte)0) < 0;

    /// <summary>For people: 127.0.0.1:80.</summary>
    public static string Show(ReadOnlySpan<byte> address)
    {
        var host = HostOf(address);
        return host.IsEmpty ? "?" : new IPEndPoint(new IPAddress(host), PortOf(address)).ToString();
    }

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> address) => address.Length switch
    {
        >= V6Bytes => address.Slice(8, 16),
        >= V4Bytes => address.Slice(4, 4),
        _ => default,
    };
}
