namespace Perdure.Checkpoints.Files.Content;

/// <summary>A run of bytes of a content.</summary>
/// <param name="Offset">Where it lies in the content.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Chunk">The chunk that holds them.</param>
public readonly record struct ContentPart(long Offset, int Length, int Chunk);
