using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files;

/// <summary>How open files come back.</summary>
public sealed record FileRestoreOptions
{
    /// <summary>What to do with files that changed.</summary>
    public ChangedFiles Changed { get; init; } = ChangedFiles.Refuse;

    /// <summary>The pid that a process of the checkpoint has now.</summary>
    public Func<Pid, Pid> PidOf { get; init; } = static pid => pid;

    /// <summary>The /proc that shows the restored processes by the pids that they have in the checkpoint.</summary>
    public Func<string> ProcPath { get; init; } = static () => "/proc";

    /// <summary>What takes the place of standard input, output and error that led outside; /dev/null where there is none.</summary>
    public IReadOnlyList<SafeFileHandle?> Standard { get; init; } = [];

    /// <summary>The table by which packets of connections with a peer outside may be held back; null for none.</summary>
    public string? HoldTable { get; init; }

    /// <summary>What takes the place of terminals outside; /dev/null when there is none.</summary>
    public SafeFileHandle? Terminal { get; init; }
}
