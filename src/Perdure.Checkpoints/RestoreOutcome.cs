using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;

namespace Perdure.Checkpoints;

/// <summary>A program that was brought back.</summary>
/// <param name="Root">Its first process.</param>
/// <param name="Notes">What the user should know.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record RestoreOutcome(Pid Root, IReadOnlyList<string> Notes, RestoreTimings Timings)
{
    /// <summary>All of its processes that are not zombies, by the pids that we see, parents before their children.</summary>
    public IReadOnlyList<Pid> Processes { get; init; } = [];

    /// <summary>TCP connections that live on.</summary>
    public int KeptConnections { get; init; }

    /// <summary>TCP connections that were closed.</summary>
    public int ClosedConnections { get; init; }

    /// <summary>
    /// Of a program in the foreground with pids of its own, which is no child of perdure's: here come its root's wait statuses, four
    /// bytes each, when it stops and when it ends. Null otherwise.
    /// </summary>
    public SafeFileHandle? RootStatus { get; init; }
}
