using Perdure.Elsewhere.Places;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere;

/// <summary>A checkpoint in a directory's store, on its way out.</summary>
internal sealed class LocalSourceImage(OutgoingImage image) : ISourceImage
{
    public string ImageFile => image.ImageFile;

    public void ReadChunks(IReadOnlyList<PlacedChunk> wanted, ChunkReceiver receive)
    {
        foreach (var chunk in wanted)
            receive(chunk.Index, image.ReadChunk(chunk.Index));
    }

    public void Dispose() => image.Dispose();
}
