using Perdure.Checkpoints.Files.Records;
using Perdure.Store;

namespace Perdure.Checkpoints;

/// <summary>A checkpoint that was taken.</summary>
/// <param name="Entry">Its entry in the catalog.</param>
/// <param name="Notes">What the user should know.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="CompressionIsDue">The image is whole, but not compressed: <see cref="ImageStore.Compact"/> is left to the caller.</param>
public sealed record CheckpointOutcome(CatalogEntry Entry, IReadOnlyList<string> Notes, CheckpointTimings Timings, bool CompressionIsDue)
{
    /// <summary>TCP connections that live on after a restore.</summary>
    public int KeptConnections { get; init; }

    /// <summary>TCP connections that a restore closes.</summary>
    public int ClosedConnections { get; init; }

    /// <summary>What the journal of files did; null without one.</summary>
    public JournalTotals? Journal { get; init; }
}
