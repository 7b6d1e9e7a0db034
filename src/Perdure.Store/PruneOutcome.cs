namespace Perdure.Store;

/// <summary>What <see cref="ImageStore.Prune"/> did, or would do.</summary>
/// <param name="Verdicts">All checkpoints that the rules were about, the oldest first.</param>
/// <param name="FreedBytes">Bytes that the disk got back; beforehand, what it will get back.</param>
/// <param name="SpaceWaits">Whether somebody reads or writes just now, and the rest of the space comes back when nobody does.</param>
/// <param name="StoreBytes">Bytes that the store takes without what goes, once all garbage is collected.</param>
public sealed record PruneOutcome(IReadOnlyList<PruneVerdict> Verdicts, long FreedBytes, bool SpaceWaits, long StoreBytes);
