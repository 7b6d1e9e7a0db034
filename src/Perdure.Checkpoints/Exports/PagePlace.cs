using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>Where the image holds a page.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="PageInChunk">The place in it, in pages.</param>
internal readonly record struct PagePlace(ChunkIndex Chunk, uint PageInChunk);
