using Perdure.Checkpoints.Files;

namespace Perdure.Checkpoints;

/// <summary>How to bring a program back.</summary>
public sealed record RestoreOptions
{
    /// <summary>Which pids it gets.</summary>
    public PidChoice Pids { get; init; }

    /// <summary>What to do about files that have changed.</summary>
    public ChangedFiles Files { get; init; }

    /// <summary>Stop every thread before its first instruction, for a debugger.</summary>
    public bool StopForDebugger { get; init; }

    /// <summary>Let it go before its memory is read.</summary>
    public bool Lazy { get; init; }

    /// <summary>It stays our child, in our session.</summary>
    public bool Foreground { get; init; }
}
