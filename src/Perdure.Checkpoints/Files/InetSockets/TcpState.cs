using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Looks where a TCP socket stands.</summary>
internal static class TcpState
{
    public static FileDescription Complete(InetSocketDescription saved, FoundDescription found, CaptureContext context)
    {
        var socket = found.First.Handle;
        var info = TcpCalls.Info(socket).OrThrow("ask for the state of a TCP socket");
        var state = (TcpStateCode)info.tcpi_state;
        var isKept = context.Connections.TryGetValue(found.Id, out var connection);
        if (!isKept && (state is not (TcpStateCode.TCP_CLOSE or TcpStateCode.TCP_LISTEN) || (state == TcpStateCode.TCP_CLOSE && HasBeenConnected(found))))
            return Close(saved with { HadEnded = state == TcpStateCode.TCP_CLOSE && !HasError(found) }, found, context);
        var (filter, reason) = InetSocketSaver.FilterOf(socket);
        if (reason is not null)
            return UnsupportedSaver.Save(found, context, reason);
        saved = saved with
        {
            Bound = InetAddress.PortOf(saved.Address) != 0,
            Options = SocketOptionSaver.Read(socket, InetSocketSaver.ClassesOf(SocketKind.SOCK_STREAM, (SocketFamily)saved.Family)),
            Filter = filter,
        };
        if (isKept)
        {
            return saved with
            {
                State = InetSocketState.Established,
                PeerAddress = SocketCalls.PeerName(socket).Or([]),
                Options = ConnectionOptions.Kept(saved.Options),
                Connection = connection!.Saved,
            };
        }

        if (state != TcpStateCode.TCP_LISTEN)
            return saved;
        AddWaiting(saved, (int)info.tcpi_unacked, context);
        return saved with { State = InetSocketState.Listening, Backlog = (int)info.tcpi_sacked };
    }

    private static InetSocketDescription Close(InetSocketDescription saved, FoundDescription found, CaptureContext context)
    {
        var peer = SocketCalls.PeerName(found.First.Handle).Or([]);
        var reason = context.LostConnections.GetValueOrDefault(found.Id, "it had ended");
        context.ClosedConnections.Add(($"{InetAddress.Show(saved.Address)} to {InetAddress.Show(peer)}", reason));
        return saved with { State = InetSocketState.Closed, PeerAddress = peer, WhyClosed = reason };
    }

    private static void AddWaiting(InetSocketDescription saved, int waiting, CaptureContext context)
    {
        for (var index = 0; index < waiting; index++)
            context.ClosedConnections.Add((InetAddress.Show(saved.Address), "it was not accepted yet"));
    }

    private static bool HasError(FoundDescription found) => (DescriptorCalls.Poll(found.First.Handle, PollEvents.None).Or(PollEvents.None) & PollEvents.POLLERR) != 0;

    /// <summary>A fresh socket says "hung up" to poll(2) but not "end of data"; one whose connection is over says both.</summary>
    private static bool HasBeenConnected(FoundDescription found) =>
        (DescriptorCalls.Poll(found.First.Handle, PollEvents.POLLRDHUP).Or(PollEvents.None) & PollEvents.POLLRDHUP) != 0;
}
