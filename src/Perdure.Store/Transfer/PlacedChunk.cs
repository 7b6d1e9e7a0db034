namespace Perdure.Store.Transfer;

/// <summary>A chunk of an image.</summary>
/// <param name="Index">Its place in the image's chunk table; of a chunk of patches that of the first part.</param>
/// <param name="Identity">What it is.</param>
/// <param name="Place">Where it lies in the store that the image is from.</param>
public readonly record struct PlacedChunk(int Index, ChunkIdentity Identity, PackPlace Place);
