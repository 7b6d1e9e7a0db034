using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Reads an end whose peer is outside, to the last sequence number. Precondition: its packets are held back, and its process stands still.</summary>
internal sealed class TcpOutsideReader(TcpEnd end)
{
    private const int Tries = 10;
    private TcpRepairWindow _window;
    private uint _sendSequence;
    private uint _receiveSequence;
    private int _largestSegment;
    private uint _timestamp;

    public byte[] Received { get; private set; } = [];

    public byte[] Unacknowledged { get; private set; } = [];

    public byte[] Unsent { get; private set; } = [];

    /// <summary>Why it can't be read; null when it was.</summary>
    public string? Read()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (TryRead() is not { } reason)
                return null;
            if (reason.Length > 0)
                return reason;
            // A packet that was past the filter already is still on its way up.
            Thread.Sleep(1);
        }

        return "its bytes do not come to rest";
    }

    /// <summary>What was read, but for the bytes.</summary>
    public SavedConnection Complete(SavedConnection saved) => saved with
    {
        LargestSegment = _largestSegment,
        SendSequence = _sendSequence,
        ReceiveSequence = _receiveSequence,
        Timestamp = _timestamp,
        Window = new SavedWindow(_window.snd_wl1, _window.snd_wnd, _window.max_window, _window.rcv_wnd, _window.rcv_wup),
    };

    /// <summary>Null when it was read, empty when it moved, else the reason why it can't be.</summary>
    private string? TryRead()
    {
        var socket = end.Socket;
        var unacknowledged = TcpCalls.UnacknowledgedBytes(socket).OrThrow("ask for the queue of a TCP socket");
        var unsent = TcpCalls.UnsentBytes(socket).OrThrow("ask for the queue of a TCP socket");
        var buffer = TcpQueues.RoomFor(unacknowledged);
        KernelResult<long> written = default;
        using (var repair = RepairScope.Begin(socket))
        {
            if (repair.Error != Errno.None)
                return TcpPairReader.ReasonOf(repair.Error);
            _largestSegment = TcpCalls.LargestSegment(socket).Or(0);
            _window = TcpCalls.Window(socket).Or(default);
            _ = TcpCalls.ChooseQueue(socket, TcpRepairQueue.TCP_SEND_QUEUE);
            _sendSequence = TcpCalls.Sequence(socket).Or(0);
            if (unacknowledged > 0)
                written = TcpQueues.Written(socket, buffer);
            _ = TcpCalls.ChooseQueue(socket, TcpRepairQueue.TCP_RECV_QUEUE);
        }

        if (_window == default || _largestSegment == 0)
            return "this kernel does not show the windows of a connection";
        return CompleteRead(buffer, written.OrThrow("look at what a TCP socket has sent"), unacknowledged, unsent);
    }

    private string? CompleteRead(byte[] buffer, long written, int unacknowledged, int unsent)
    {
        if (TcpQueues.ReceivedWithSequence(end.Socket) is not { } received)
            return "";
        (Received, _receiveSequence) = received;
        if (TcpQueues.HasUrgent(end.Socket))
            return TcpQueues.UrgentReason;
        _timestamp = TcpCalls.Timestamp(end.Socket).Or(0);
        var state = (TcpStateCode)TcpCalls.Info(end.Socket).OrThrow("ask for the state of a TCP socket").tcpi_state;
        if (state != TcpStateCode.TCP_ESTABLISHED)
            return "its peer has just ended it";
        var isStill = TcpCalls.UnacknowledgedBytes(end.Socket).Or(-1) == unacknowledged && TcpCalls.UnsentBytes(end.Socket).Or(-1) == unsent;
        if (!isStill || unacknowledged > written || unsent > unacknowledged || _window.rcv_wup - _receiveSequence is > 0 and < int.MaxValue)
            return "";
        // Of a segment that is acknowledged in part the queue still has the whole.
        var queue = buffer.AsSpan((int)written - unacknowledged, unacknowledged);
        Unacknowledged = queue[..^unsent].ToArray();
        Unsent = queue[^unsent..].ToArray();
        return null;
    }
}
