using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Where a UNIX socket stands, seen from the tree: with whom it speaks, and whether that one is kept too.</summary>
internal static class UnixSocketStates
{
    private const int TCP_ESTABLISHED = 1;
    private const int TCP_LISTEN = 10;
    private const int BothShut = 3;

    /// <summary>The state, or the reason why the socket can't be kept.</summary>
    public static (UnixSocketState State, string? Reason) Of(FoundDescription found, UnixSocketEntry entry, CaptureContext context)
    {
        if (entry.State == TCP_LISTEN)
            return (UnixSocketState.Listening, null);
        if (entry.Kind == (int)SocketKind.SOCK_DGRAM)
            return OfDatagram(found, entry, context);
        if (entry.State != TCP_ESTABLISHED)
            return (UnixSocketState.Unconnected, null);
        if (entry.Peer != 0)
            return context.Socket(entry.Peer) is not null ? (UnixSocketState.Connected, null) : (default, OutsideReason(found));
        return entry.Shutdown == BothShut ? (UnixSocketState.PeerGone, null) : OfWaiting(found, entry, context);
    }

    private static (UnixSocketState State, string? Reason) OfDatagram(FoundDescription found, UnixSocketEntry entry, CaptureContext context)
    {
        if (entry.Peer != 0 && context.Socket(entry.Peer) is not null)
            return (UnixSocketState.Connected, null);
        var peer = SocketCalls.PeerName(found.First.Handle);
        if (entry.Peer == 0)
            return (peer.Ok ? UnixSocketState.PeerGone : UnixSocketState.Unconnected, null);
        return peer.Ok && UnixAddress.IsNamed(peer.Value)
            ? (UnixSocketState.ConnectedByName, null)
            : (default, OutsideReason(found));
    }

    /// <summary>Its own end stands, but nobody has accepted it: it lies in the queue of a listening socket.</summary>
    private static (UnixSocketState State, string? Reason) OfWaiting(FoundDescription found, UnixSocketEntry entry, CaptureContext context)
    {
        if (!context.WaitsInside(entry.Inode))
            return (default, OutsideReason(found));
        return entry.SendQueue > 0
            ? (default, "a UNIX connection that is not accepted yet, with data in it that nobody can read so far: try again in a moment")
            : (UnixSocketState.Waiting, null);
    }

    private static string OutsideReason(FoundDescription found)
    {
        var peer = SocketCalls.PeerName(found.First.Handle);
        return peer.Ok && UnixAddress.IsNamed(peer.Value)
            ? $"connected to {UnixAddress.Show(peer.Value)}, a socket of a process that is not part of the checkpoint"
            : "connected to a socket of a process that is not part of the checkpoint";
    }
}
