using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Cli.Verbs;

/// <summary>
/// Compresses a checkpoint after the fact, in a process of its own at the lowest priority, so that neither the user nor the program waits
/// for it. If it is killed, the checkpoint stays as it is, whole and uncompressed.
/// </summary>
internal static class BackgroundCompaction
{
    /// <summary>Starts it. That it can't be started is no failure: `perdure compact` does the same by hand.</summary>
    internal static void Start(string storeDirectory, string id)
    {
        // It has nothing of our standard files, for which a caller may be waiting, and is nobody's child once we are gone.
        _ = Spawn.StartApart(OwnProgram.Path, OwnProgram.Arguments("compact", id, CompactVerb.InBackground, "--store", storeDirectory), OwnProgram.Environment());
    }
}
