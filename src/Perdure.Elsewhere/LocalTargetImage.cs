using Perdure.Elsewhere.Places;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere;

/// <summary>A checkpoint on its way into a directory's store.</summary>
internal sealed class LocalTargetImage(IncomingImage image) : ITargetImage
{
    public int ChunkCount => image.Move.ChunkCount;

    public IReadOnlyList<PlacedChunk> Missing => image.Move.Missing;

    public void AddChunk(int index, ReadOnlySpan<byte> stored) => image.AddChunk(index, stored);

    public bool Commit() => image.Commit();

    public void Dispose() => image.Dispose();
}
