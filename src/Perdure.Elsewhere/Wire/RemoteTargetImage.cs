using Perdure.Elsewhere.Places;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Wire;

/// <summary>A checkpoint on its way to a store behind a stream. That store judges what it gets.</summary>
internal sealed class RemoteTargetImage(FrameChannel channel, int chunkCount, IReadOnlyList<PlacedChunk> missing) : ITargetImage
{
    public int ChunkCount => chunkCount;

    public IReadOnlyList<PlacedChunk> Missing => missing;

    public void AddChunk(int index, ReadOnlySpan<byte> stored) => channel.Write(FrameKind.Chunk, Entries.Number(index), stored);

    public bool Commit()
    {
        channel.Write(FrameKind.Commit, default);
        channel.Read(out var answer, FrameKind.Answer);
        return answer is [1];
    }

    public void Dispose()
    {
        // If it was not committed the stream ends, and the other side drops what it has.
    }
}
