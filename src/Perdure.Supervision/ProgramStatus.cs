namespace Perdure.Supervision;

/// <summary>A supervised program, as its supervisor tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pid">Its first process.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Supervisor">The process that supervises it.</param>
/// <param name="Store">Where its checkpoints are kept.</param>
/// <param name="Since">Since when.</param>
/// <param name="IntervalSeconds">The time between checkpoints as it is now; null without a schedule.</param>
/// <param name="Checkpoints">Checkpoints taken so far.</param>
/// <param name="Failures">Checkpoints that failed.</param>
/// <param name="LastCheckpoint">The id of the last one; empty before.</param>
/// <param name="LastAt">When that was; null before.</param>
/// <param name="LastPauseMicroseconds">For how long the program stood still for it.</param>
/// <param name="LongestPauseMicroseconds">The longest so far.</param>
/// <param name="LastFailure">Why the last attempt failed; empty if it did not.</param>
/// <param name="JournalFailure">Why events wait to be written to the journal; empty if none does.</param>
public sealed record ProgramStatus(
    string Name,
    int Pid,
    string Command,
    int Supervisor,
    string Store,
    DateTimeOffset Since,
    double? IntervalSeconds,
    int Checkpoints,
    int Failures,
    string LastCheckpoint,
    DateTimeOffset? LastAt,
    long LastPauseMicroseconds,
    long LongestPauseMicroseconds,
    string LastFailure,
    string JournalFailure = "")
{
    /// <summary>The time between checkpoints that was asked for; the pause budget may have widened it. Null without a schedule.</summary>
    public double? AskedIntervalSeconds { get; init; }

    /// <summary>The share of its time, from 0 to 1, for which the program may stand still; null for no limit.</summary>
    public double? PauseBudget { get; init; }

    /// <summary>For how long the program is to be quiet to get a checkpoint; null if that asks for none.</summary>
    public double? IdleSeconds { get; init; }

    /// <summary>The signals to the supervisor that ask for a checkpoint, by name.</summary>
    public IReadOnlyList<string> Signals { get; init => field = value ?? []; } = [];

    /// <summary>Whether a checkpoint is taken before the program is asked to end.</summary>
    public bool BeforeExit { get; init; }

    /// <summary>Which of its checkpoints are kept; empty for all.</summary>
    public string Keep { get; init => field = value ?? ""; } = "";

    /// <summary>What the store may take; null for no limit.</summary>
    public long? MaxStoreBytes { get; init; }

    /// <summary>What is to be known of the last checkpoint; empty before there is one.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = [];
}
