using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Sockets of IPv4 and IPv6.</summary>
internal static class InetSocketSaver
{
    private const int SO_TYPE = 3;
    public const int SO_PROTOCOL = 38;
    private const int IPPROTO_TCP = 6;
    private const int IPPROTO_UDPLITE = 136;
    private const int IPPROTO_SCTP = 132;
    private const int IPPROTO_MPTCP = 262;

    public static FileDescription Save(FoundDescription found, CaptureContext context, SocketFamily family)
    {
        var socket = found.First.Handle;
        var kind = (SocketKind)SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_TYPE).OrThrow("ask for the type of a socket");
        var protocol = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PROTOCOL).OrThrow("ask for the protocol of a socket");
        if (Refusal(kind, protocol) is { } reason)
            return UnsupportedSaver.Save(found, context, reason);
        var saved = new InetSocketDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            Family = (int)family,
            SocketKind = (int)kind,
            Protocol = protocol,
            State = InetSocketState.Unconnected,
            Address = SocketCalls.Name(socket).Or([]),
        };
        if (protocol == IPPROTO_TCP && kind == SocketKind.SOCK_STREAM)
            return TcpState.Complete(saved, found, context);
        var (filter, filterReason) = FilterOf(socket);
        return filterReason is null
            ? CompleteDatagram(saved with { Filter = filter }, socket, ClassesOf(kind, family), context)
            : UnsupportedSaver.Save(found, context, filterReason);
    }

    public static SocketClasses ClassesOf(SocketKind kind, SocketFamily family) => (family == SocketFamily.AF_INET6 ? SocketClasses.V6 : 0) | kind switch
    {
        SocketKind.SOCK_STREAM => SocketClasses.Tcp,
        SocketKind.SOCK_DGRAM => SocketClasses.Udp,
        _ => SocketClasses.Raw,
    };

    /// <summary>The filter, or the reason why it can't be had.</summary>
    public static (byte[]? Filter, string? Reason) FilterOf(SafeFileHandle socket)
    {
        var filter = SocketCalls.GetFilter(socket);
        if (filter.Ok)
            return (filter.Value.Length > 0 ? filter.Value : null, null);
        return filter.Error is Errno.EACCES or Errno.EPERM ? (null, "a socket with an eBPF filter") : (null, null);
    }

    private static string? Refusal(SocketKind kind, int protocol) => (kind, protocol) switch
    {
        (SocketKind.SOCK_STREAM, IPPROTO_MPTCP) => "a socket of Multipath TCP",
        (_, IPPROTO_SCTP) => "a socket of SCTP",
        (SocketKind.SOCK_STREAM, not IPPROTO_TCP) => $"a stream socket of protocol {protocol}",
        (SocketKind.SOCK_DGRAM, not (17 or 1 or 58 or IPPROTO_UDPLITE)) => $"a datagram socket of protocol {protocol}",
        (SocketKind.SOCK_STREAM or SocketKind.SOCK_DGRAM or SocketKind.SOCK_RAW, _) => null,
        _ => $"a socket of type {(int)kind}",
    };

    private static InetSocketDescription CompleteDatagram(
        InetSocketDescription saved, SafeFileHandle socket, SocketClasses classes, CaptureContext context)
    {
        var peer = SocketCalls.PeerName(socket);
        var waiting = DescriptorCalls.Poll(socket, PollEvents.POLLIN).Or(PollEvents.None);
        if ((waiting & PollEvents.POLLIN) != 0)
            context.Note("a datagram socket has received messages that are not read yet; a restored program does not get them, as if the network had lost them");
        return saved with
        {
            State = peer.Ok ? InetSocketState.Connected : InetSocketState.Unconnected,
            PeerAddress = peer.Or([]),
            Bound = InetAddress.PortOf(saved.Address) != 0 || (saved.SocketKind == (int)SocketKind.SOCK_RAW && !InetAddress.IsAny(saved.Address)),
            Options = SocketOptionSaver.Read(socket, classes),
            Memberships = MulticastSaver.Read(socket, (SocketFamily)saved.Family, context),
        };
    }
}
