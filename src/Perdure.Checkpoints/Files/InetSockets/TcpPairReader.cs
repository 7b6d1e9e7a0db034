using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// Reads one direction of a connection of which both ends stand still, while the network between them goes on. Where nothing is under way, nothing is asked in repair mode.
/// </summary>
internal sealed class TcpPairReader(TcpEnd sender, TcpEnd receiver)
{
    private byte[]? _written;
    private uint _end;

    /// <summary>What has arrived and was not read.</summary>
    public byte[] Received { get; private set; } = [];

    /// <summary>What was written and has not arrived.</summary>
    public byte[] Rest { get; private set; } = [];

    /// <summary>
    /// First step, for both directions before the second one: what was written. So a byte that arrives meanwhile is seen twice, and never not at all.
    /// </summary>
    /// <returns>Why it can't be read; null when it was.</returns>
    public string? ReadWritten()
    {
        var unacknowledged = TcpCalls.UnacknowledgedBytes(sender.Socket).OrThrow("ask for the queue of a TCP socket");
        if (unacknowledged == 0)
            return null;
        var buffer = TcpQueues.RoomFor(unacknowledged);
        KernelResult<long> got;
        using (var repair = RepairScope.Begin(sender.Socket))
        {
            if (repair.Error != Errno.None)
                return ReasonOf(repair.Error);
            _ = TcpCalls.ChooseQueue(sender.Socket, TcpRepairQueue.TCP_SEND_QUEUE);
            got = TcpQueues.Written(sender.Socket, buffer);
        }

        // The chosen queue stays chosen.
        _end = TcpCalls.Sequence(sender.Socket).OrThrow("ask for a sequence number") - (sender.EndedSending ? 1u : 0);
        _written = buffer[..(int)got.OrThrow("look at what a TCP socket has sent")];
        return null;
    }

    /// <summary>Second step: what has arrived, and so what has not.</summary>
    /// <returns>Why it can't be read; null when it was.</returns>
    public string? ReadReceived()
    {
        if (_written is null)
        {
            Received = TcpQueues.Received(receiver.Socket);
            return TcpQueues.HasUrgent(receiver.Socket) ? TcpQueues.UrgentReason : null;
        }

        using (var repair = RepairScope.Begin(receiver.Socket))
        {
            if (repair.Error != Errno.None)
                return ReasonOf(repair.Error);
            _ = TcpCalls.ChooseQueue(receiver.Socket, TcpRepairQueue.TCP_RECV_QUEUE);
        }

        if (TcpQueues.ReceivedWithSequence(receiver.Socket) is not { } received)
            return "its bytes do not come to rest";
        Received = received.Bytes;
        if (TcpQueues.HasUrgent(receiver.Socket))
            return TcpQueues.UrgentReason;
        var state = (TcpStateCode)TcpCalls.Info(receiver.Socket).OrThrow("ask for the state of a TCP socket").tcpi_state;
        if (TcpEnd.HasEndIn(state))
            return null;
        var missing = (int)(_end - received.Sequence);
        if (missing < 0 || missing > _written.Length)
            return "its two ends do not fit together";
        Rest = _written[^missing..];
        return null;
    }

    /// <summary>In words.</summary>
    public static string ReasonOf(Errno error) => error == Errno.EPERM
        ? "its inside can be read only with CAP_NET_ADMIN (run perdure as root)"
        : $"the kernel does not show its inside: {error.Describe()}";
}
