using System.Text.Json.Serialization;
using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>
/// The inside of a TCP connection. With both ends in the checkpoint sequence numbers, windows and clocks are of no importance: both ends get new ones that fit.
/// </summary>
public sealed record SavedConnection
{
    /// <summary>The description of the other end; null when it is outside, and packets between the two are held back.</summary>
    public int? Peer { get; init; }

    /// <summary>What was received and not read.</summary>
    public required ContentRef Received { get; init; }

    /// <summary>What was sent, and may have arrived or not; empty when both ends are in the checkpoint.</summary>
    public required ContentRef Unacknowledged { get; init; }

    /// <summary>What was written behind it, and has not arrived.</summary>
    public required ContentRef Unsent { get; init; }

    /// <summary>Whether the program has ended its direction.</summary>
    public bool EndedSending { get; init; }

    /// <summary>Whether the program has said that it reads no more.</summary>
    public bool EndedReceiving { get; init; }

    /// <summary>What both ends have agreed on.</summary>
    public TcpInfoOptions Agreed { get; init; }

    /// <summary>The largest segment that the peer takes.</summary>
    public required int LargestSegment { get; init; }

    /// <summary>Scale of the window for sending.</summary>
    public int SendScale { get; init; }

    /// <summary>Scale of the window for receiving.</summary>
    public int ReceiveScale { get; init; }

    /// <summary>SO_SNDBUF.</summary>
    public int SendBuffer { get; init; }

    /// <summary>SO_RCVBUF.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>SO_BUF_LOCK: which of the two the program has chosen itself.</summary>
    public int BufferLocks { get; init; }

    /// <summary>Sequence number behind the last byte that was written; of a peer outside.</summary>
    public uint SendSequence { get; init; }

    /// <summary>Sequence number behind the last byte that was received; of a peer outside.</summary>
    public uint ReceiveSequence { get; init; }

    /// <summary>The clock for timestamps; of a peer outside.</summary>
    public uint Timestamp { get; init; }

    /// <summary>The windows; of a peer outside.</summary>
    public SavedWindow? Window { get; init; }

    /// <summary>Whether the other end is outside.</summary>
    [JsonIgnore]
    public bool IsHeld => Peer is null;
}
