using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// Finds the TCP connections of processes that stand still, and reads those that can live on: all that have both ends in the tree, and, if the processes are killed next, those whose
/// peer is outside.
/// </summary>
internal sealed class TcpConnections(CaptureContext context)
{
    private readonly Dictionary<string, TcpEnd> _ends = [];
    private readonly List<TcpEnd> _outside = [];
    private List<byte[]>? _listening;

    public static void Find(CaptureContext context) => new TcpConnections(context).Run();

    private void Run()
    {
        foreach (var found in context.Found)
        {
            if (TcpEnd.Of(found) is { } end)
                _ends[end.Key] = end;
        }

        foreach (var end in _ends.Values)
            Sort(end);
        if (context.Options.HoldTable is { } table && (_outside.Count > 0 || context.Connections.Count > 0))
            Hold(new HeldConnections(table, context.Options.HoldTime));
    }

    private void Sort(TcpEnd end)
    {
        if (context.Connections.ContainsKey(end.Found.Id) || context.LostConnections.ContainsKey(end.Found.Id))
            return;
        var other = _ends.GetValueOrDefault(end.PeerKey);
        if ((Refusal(end) ?? (other is null ? null : Refusal(other))) is { } refusal)
            Lose(refusal, end, other);
        else if (other is not null)
            ReadPair(end, other);
        else if (OutsideRefusal(end) is { } reason)
            Lose(reason, end, null);
        else
            _outside.Add(end);
    }

    private static string? Refusal(TcpEnd end) => end switch
    {
        { State: TcpStateCode.TCP_SYN_SENT or TcpStateCode.TCP_SYN_RECV } => "it was not established yet",
        { State: TcpStateCode.TCP_CLOSE or TcpStateCode.TCP_TIME_WAIT or TcpStateCode.TCP_LISTEN or TcpStateCode.None } => "it had ended",
        _ when end.Key == end.PeerKey => "it leads from a socket to itself",
        _ when TcpCalls.HasUpperProtocol(end.Socket) => "the kernel speaks a protocol of its own on it (as TLS)",
        _ => null,
    };

    private string? OutsideRefusal(TcpEnd end)
    {
        if (context.Options.HoldTable is null)
            return "its peer is outside of the checkpoint and goes on with the program; --kill keeps such connections";
        if (end.State != TcpStateCode.TCP_ESTABLISHED)
            return "its peer is outside of the checkpoint, and one direction has ended";
        _listening ??= [.. context.Found.Select(AddressOfListener).OfType<byte[]>()];
        return _listening.Any(address => WaitsAt(address, end)) ? "it was not accepted yet" : null;
    }

    private static byte[]? AddressOfListener(FoundDescription found) =>
        found.First.Status.Kind == FileTypes.S_IFSOCK && !found.First.PathOnly
        && TcpCalls.Info(found.First.Handle) is { Ok: true, Value.tcpi_state: (byte)TcpStateCode.TCP_LISTEN }
            ? SocketCalls.Name(found.First.Handle).Or([])
            : null;

    /// <summary>Whether the peer's address is that of a listening socket of the tree: there it waits to be accepted, as no end of it was found.</summary>
    private static bool WaitsAt(byte[] address, TcpEnd end) =>
        InetAddress.PortOf(address) == InetAddress.PortOf(end.PeerAddress)
        && (InetAddress.IsAny(address) || InetAddress.Key(address) == InetAddress.Key(end.PeerAddress));

    private void ReadPair(TcpEnd first, TcpEnd second)
    {
        var there = new TcpPairReader(first, second);
        var back = new TcpPairReader(second, first);
        if ((there.ReadWritten() ?? back.ReadWritten() ?? there.ReadReceived() ?? back.ReadReceived()) is { } reason)
        {
            Lose(reason, first, second);
            return;
        }

        AddEnd(first, second, back.Received, there.Rest);
        AddEnd(second, first, there.Received, back.Rest);
    }

    private void AddEnd(TcpEnd end, TcpEnd other, byte[] received, byte[] unsent) => context.Connections.Add(
        end.Found.Id, new PendingConnection(Describe(end) with { Peer = other.Found.Id, LargestSegment = (int)other.Info.tcpi_advmss }, received, [], unsent));

    private void Hold(HeldConnections held)
    {
        context.Held = held;
        var holders = OutsideHolders.Of([.. _outside.Select(static end => end.Found), .. context.Found.Where(found => context.Connections.ContainsKey(found.Id))], context.Processes);
        foreach (var found in context.Found)
        {
            if (context.Connections.ContainsKey(found.Id) && !holders.ContainsKey(found.Id))
                held.Add(found.First.Handle);
        }

        foreach (var end in _outside.Where(end => holders.ContainsKey(end.Found.Id)).ToList())
        {
            Lose($"process {holders[end.Found.Id]}, which is outside of the checkpoint, has it too", end, null);
            _outside.Remove(end);
        }

        if (_outside.Count == 0)
            return;
        var error = held.Begin([.. _outside.Select(static end => end.Incoming)]);
        foreach (var end in _outside)
        {
            var reason = error == Errno.None ? ReadOutside(end) : WhyNotHeld(error);
            if (reason is not null)
                Lose(reason, end, null);
            else
                held.Add(end.Socket, end.Incoming);
        }
    }

    private string? ReadOutside(TcpEnd end)
    {
        var reader = new TcpOutsideReader(end);
        if (reader.Read() is { } reason)
            return reason;
        context.Connections.Add(end.Found.Id, new PendingConnection(reader.Complete(Describe(end)), reader.Received, reader.Unacknowledged, reader.Unsent));
        return null;
    }

    private static string WhyNotHeld(Errno error) => error == Errno.EPERM
        ? "packets can be held back only with CAP_NET_ADMIN (run perdure as root)"
        : $"packets can't be held back, as the kernel's nf_tables does not do it: {error.Describe()}";

    private static SavedConnection Describe(TcpEnd end)
    {
        var waiting = DescriptorCalls.Poll(end.Socket, PollEvents.POLLRDHUP).Or(PollEvents.None);
        return new SavedConnection
        {
            Received = new ContentRef(),
            Unacknowledged = new ContentRef(),
            Unsent = new ContentRef(),
            EndedSending = end.EndedSending,
            EndedReceiving = !end.HasEnd && (waiting & PollEvents.POLLRDHUP) != 0,
            Agreed = (TcpInfoOptions)end.Info.tcpi_options & (TcpInfoOptions.TCPI_OPT_TIMESTAMPS | TcpInfoOptions.TCPI_OPT_SACK | TcpInfoOptions.TCPI_OPT_WSCALE),
            LargestSegment = (int)end.Info.tcpi_snd_mss,
            SendScale = end.Info.Scales & 0xf,
            ReceiveScale = end.Info.Scales >> 4,
            SendBuffer = Option(end, SocketOptionSaver.SO_SNDBUF),
            ReceiveBuffer = Option(end, SocketOptionSaver.SO_RCVBUF),
            BufferLocks = Option(end, SocketOptionSaver.SO_BUF_LOCK),
        };
    }

    private static int Option(TcpEnd end, int name) => SocketCalls.GetOption(end.Socket, SocketOptionTable.SOL_SOCKET, name).Or(0);

    private void Lose(string reason, TcpEnd end, TcpEnd? other)
    {
        context.LostConnections[end.Found.Id] = reason;
        if (other is not null)
            context.LostConnections[other.Found.Id] = reason;
    }
}
