namespace Perdure.Checkpoints.Files.Records;

/// <summary>A timer.</summary>
public sealed record TimerFdDescription : FileDescription
{
    /// <summary>CLOCK_REALTIME 0, CLOCK_MONOTONIC 1, CLOCK_BOOTTIME 7, and the alarm clocks 8 and 9.</summary>
    public required int Clock { get; init; }

    /// <summary>Expirations that nobody has read.</summary>
    public ulong Ticks { get; init; }

    /// <summary>How it was armed: 1 absolute, 2 cancelled when the clock is set.</summary>
    public int SetFlags { get; init; }

    /// <summary>Nanoseconds to the next expiration at the checkpoint; 0 when not armed.</summary>
    public long LeftNanoseconds { get; init; }

    /// <summary>Of an absolute timer of the real time: when it expires, nanoseconds since 1970.</summary>
    public long DueNanoseconds { get; init; }

    /// <summary>Nanoseconds between expirations; 0 for one only.</summary>
    public long IntervalNanoseconds { get; init; }
}
