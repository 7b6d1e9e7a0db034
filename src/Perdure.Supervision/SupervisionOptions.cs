using Perdure.Kernel;
using Perdure.Store.Retention;
using Perdure.Tracing;

namespace Perdure.Supervision;

/// <summary>How to supervise a program.</summary>
public sealed record SupervisionOptions
{
    /// <summary>The name under which its checkpoints and events are kept.</summary>
    public required string Name { get; init; }

    /// <summary>How often to take a checkpoint; null for on demand only.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>For how long the program is to be quiet, after some work, to get a checkpoint; null for no such checkpoints.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>The names of signals to us that ask for a checkpoint; whoever gets them calls <see cref="Supervisor.TakeSoon"/>.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>How often the loop has to turn at least, so that somebody can see that it lives; null if nobody looks.</summary>
    public TimeSpan? Pulse { get; init; }

    /// <summary>The share of its time, from 0 to 1, for which the program may stand still; null for no limit.</summary>
    public double? PauseBudget { get; init; }

    /// <summary>Whether to take a checkpoint when the program is asked to end, before it learns of that.</summary>
    public bool BeforeExit { get; init; }

    /// <summary>Which of its checkpoints to keep; null for all.</summary>
    public KeepPolicy? Keep { get; init; }

    /// <summary>What the store may take; null for no limit.</summary>
    public long? MaxStoreBytes { get; init; }

    /// <summary>Replace what can't be kept by something that fails cleanly, instead of refusing.</summary>
    public bool SkipUnsupported { get; init; }

    /// <summary>Keep the content of every file that the program can write.</summary>
    public bool JournalFiles { get; init; }

    /// <summary>Files with more data than this are left out of that; null for no limit.</summary>
    public long? MostFileBytes { get; init; }

    /// <summary>Seizes the program for as long as it is supervised, and tells what it sees by kind of event and line; null to leave it untraced between checkpoints.</summary>
    public Func<Pid, Action<string, string>, SeizedThreads>? Seize { get; init; }
}
