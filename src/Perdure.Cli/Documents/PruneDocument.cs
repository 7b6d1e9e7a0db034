namespace Perdure.Cli.Documents;

/// <summary>
/// What `prune` answers. With DryRun nothing was done, and FreedBytes is what would come back. SpaceWaits: somebody uses the store, and the rest of the space
/// comes back later. StoreBytes is what the store takes once all is freed.
/// </summary>
internal sealed record PruneDocument(bool DryRun, IReadOnlyList<PrunedCheckpoint> Checkpoints, long FreedBytes, bool SpaceWaits, long StoreBytes);
