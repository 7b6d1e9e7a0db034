namespace Perdure.Store;

/// <summary>A chunk of an image, by its place in that image's own chunk table.</summary>
/// <param name="Value">The index.</param>
public readonly record struct ChunkIndex(int Value);
