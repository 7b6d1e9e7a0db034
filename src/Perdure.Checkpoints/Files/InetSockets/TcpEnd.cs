using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>One end of a TCP connection, as it was found.</summary>
internal sealed record TcpEnd(FoundDescription Found, SocketFamily Family, TcpInfo Info, byte[] Address, byte[] PeerAddress)
{
    /// <summary>Our duplicate of it.</summary>
    public SafeFileHandle Socket => Found.First.Handle;

    public TcpStateCode State => (TcpStateCode)Info.tcpi_state;

    /// <summary>Whether the program has ended its direction.</summary>
    public bool EndedSending => State is TcpStateCode.TCP_FIN_WAIT1 or TcpStateCode.TCP_FIN_WAIT2 or TcpStateCode.TCP_CLOSING or TcpStateCode.TCP_LAST_ACK;

    /// <summary>Whether the end of the peer's direction has arrived.</summary>
    public bool HasEnd => HasEndIn(State);

    /// <summary>What is the same text for both ends' view of an address, IPv4 within IPv6 included.</summary>
    public string Key => InetAddress.Key(Address) + ">" + InetAddress.Key(PeerAddress);

    /// <summary>The key of the other end.</summary>
    public string PeerKey => InetAddress.Key(PeerAddress) + ">" + InetAddress.Key(Address);

    /// <summary>For people.</summary>
    public string Name => $"{InetAddress.Show(Address)} to {InetAddress.Show(PeerAddress)}";

    /// <summary>The packets that come to it.</summary>
    public TcpPath Incoming => new(InetAddress.InPacket(PeerAddress), InetAddress.InPacket(Address), [.. PeerAddress[2..4], .. Address[2..4]]);

    /// <summary>Whether the end of the peer's direction has arrived in a state.</summary>
    public static bool HasEndIn(TcpStateCode state) => state is TcpStateCode.TCP_CLOSE_WAIT or TcpStateCode.TCP_LAST_ACK or TcpStateCode.TCP_CLOSING;

    /// <summary>Null when it is no TCP socket that has a peer.</summary>
    public static TcpEnd? Of(FoundDescription found)
    {
        var file = found.First;
        if (file.Status.Kind != FileTypes.S_IFSOCK || file.PathOnly || SocketCalls.GetOption(file.Handle, SocketOptionTable.SOL_SOCKET, InetSocketSaver.SO_PROTOCOL).Or(0) != SocketOptionTable.SOL_TCP)
            return null;
        var peer = SocketCalls.PeerName(file.Handle);
        if (!peer.Ok || peer.Value.Length < 2 || (SocketFamily)peer.Value[0] is not (SocketFamily.AF_INET or SocketFamily.AF_INET6))
            return null;
        var info = TcpCalls.Info(file.Handle);
        return info.Ok && SocketCalls.Name(file.Handle) is { Ok: true, Value: var address }
            ? new TcpEnd(found, (SocketFamily)peer.Value[0], info.Value, address, peer.Value)
            : null;
    }
}
