namespace Perdure.Store;

/// <summary>What one collection of garbage came to.</summary>
/// <param name="FreedBytes">Bytes that the disk got back.</param>
/// <param name="Waits">Whether somebody uses the store just now, and garbage is left for the next one to collect.</param>
internal readonly record struct CollectedSpace(long FreedBytes, bool Waits);
