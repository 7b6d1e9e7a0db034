using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Makes sockets of IPv4 and IPv6: options, address, peer or queue of connections.</summary>
internal static class InetSocketRestorer
{
    public static SafeFileHandle Restore(InetSocketDescription saved, RestoreContext context)
    {
        if (saved.State == InetSocketState.Closed)
            return saved.HadEnded ? ClosedConnection.MakeEnded((SocketFamily)saved.Family) : ClosedConnection.MakeReset((SocketFamily)saved.Family);
        var name = $"{saved.Name} ({InetAddress.Show(saved.Address)})";
        var socket = SocketCalls.Create((SocketFamily)saved.Family, (SocketKind)saved.SocketKind, saved.Protocol).OrThrow($"make the socket {name}");
        _ = FileChangeCalls.SetOwner(socket, saved.Uid, saved.Gid);
        SocketOptionRestorer.Apply(socket, saved.Options, name, null);
        if (saved.Bound)
            Bind(socket, saved, name);
        if (saved.State == InetSocketState.Connected)
            SocketCalls.Connect(socket, saved.PeerAddress).OrThrow($"connect the socket {name} to {InetAddress.Show(saved.PeerAddress)}");
        MulticastRestorer.Restore(socket, saved, context);
        if (saved.State == InetSocketState.Listening)
            SocketCalls.Listen(socket, saved.Backlog).OrThrow($"listen on {InetAddress.Show(saved.Address)}", InUseHint);
        if (saved.Filter is { Length: > 0 } filter)
            SocketCalls.SetFilter(socket, filter).OrThrow($"attach the packet filter of the socket {name}");
        SocketOptionRestorer.Apply(socket, saved.Options, name, context);
        return socket;
    }

    private const string InUseHint = "end the process that has the address (ss -lnp shows it), then restore again";

    /// <summary>Connections of the program's past life may still linger on its port, so the address counts as reusable while it is bound.</summary>
    private static void Bind(SafeFileHandle socket, InetSocketDescription saved, string name)
    {
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SocketOptionTable.SO_REUSEADDR, 1);
        var bound = SocketCalls.Bind(socket, saved.Address);
        if (bound.Error == Errno.EADDRINUSE)
            throw new PerdureException($"cannot listen on {InetAddress.Show(saved.Address)}: another process has that address", InUseHint);
        bound.OrThrow($"bind the socket {name}", bound.Error == Errno.EADDRNOTAVAIL ? "this machine does not have that address (ip addr shows them)" : "");
    }
}
