namespace Perdure.Elsewhere.Places;

/// <summary>Gets a chunk.</summary>
/// <param name="index">Its place in the chunk table.</param>
/// <param name="stored">Its stored bytes, valid during the call.</param>
public delegate void ChunkReceiver(int index, ReadOnlySpan<byte> stored);
