using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Looks where a TCP socket stands (struct tcp_info of linux/tcp.h).</summary>
internal static class TcpState
{
    private const int TCP_INFO = 11;
    private const byte TCP_CLOSE = 7;
    private const byte TCP_LISTEN = 10;

    /// <summary>tcpi_unacked of a listening socket: connections that wait.</summary>
    private const int WaitingAt = 24;

    /// <summary>tcpi_sacked of a listening socket: how many may wait.</summary>
    private const int BacklogAt = 28;

    private const int InfoBytes = 104;

    public static FileDescription Complete(InetSocketDescription saved, FoundDescription found, CaptureContext context)
    {
        var socket = found.First.Handle;
        Span<byte> info = stackalloc byte[InfoBytes];
        SocketCalls.GetOption(socket, SocketOptionTable.SOL_TCP, TCP_INFO, info).OrThrow("ask for the state of a TCP socket");
        var state = info[0];
        if (state is not (TCP_CLOSE or TCP_LISTEN) || (state == TCP_CLOSE && HasBeenConnected(found)))
        {
            context.ClosedConnections++;
            return saved with { State = InetSocketState.Closed, PeerAddress = SocketCalls.PeerName(socket).Or([]) };
        }
        var (filter, reason) = InetSocketSaver.FilterOf(socket);
        if (reason is not null)
            return UnsupportedSaver.Save(found, context, reason);
        var waiting = state == TCP_LISTEN ? BitConverter.ToInt32(info[WaitingAt..]) : 0;
        context.ClosedConnections += waiting;
        return saved with
        {
            State = state == TCP_LISTEN ? InetSocketState.Listening : InetSocketState.Unconnected,
            Bound = InetAddress.PortOf(saved.Address) != 0,
            Backlog = state == TCP_LISTEN ? BitConverter.ToInt32(info[BacklogAt..]) : 0,
            Options = SocketOptionSaver.Read(socket, InetSocketSaver.ClassesOf(SocketKind.SOCK_STREAM, (SocketFamily)saved.Family)),
            Filter = filter,
        };
    }

    /// <summary>A fresh socket says "hung up" to poll(2) but not "end of data"; one whose connection is over says both.</summary>
    private static bool HasBeenConnected(FoundDescription found) =>
        (DescriptorCalls.Poll(found.First.Handle, PollEvents.POLLRDHUP).Or(PollEvents.None) & PollEvents.POLLRDHUP) != 0;
}
