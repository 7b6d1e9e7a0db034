namespace Perdure.Store;

/// <summary>Where a chunk lies in the store.</summary>
internal readonly record struct ChunkPlace(string Pack, long Offset);
