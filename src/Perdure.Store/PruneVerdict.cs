namespace Perdure.Store;

/// <summary>What became of one checkpoint.</summary>
/// <param name="Entry">The checkpoint.</param>
/// <param name="Goes">Whether it is deleted.</param>
/// <param name="Reasons">Why it stays (`last 3`, `hourly 2026-11-20T14`, ...), or why it goes.</param>
public sealed record PruneVerdict(CatalogEntry Entry, bool Goes, IReadOnlyList<string> Reasons);
