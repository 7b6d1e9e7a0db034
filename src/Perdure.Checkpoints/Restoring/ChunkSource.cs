using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Restoring;

/// <summary>The content of files comes from chunks of the image.</summary>
internal sealed class ChunkSource(ImageReader reader) : IContentSource
{
    /// <inheritdoc/>
    public void Read(int chunk, Span<byte> into)
    {
        if (chunk < 0 || chunk >= reader.ChunkCount || reader.ChunkLength(new ChunkIndex(chunk)) != into.Length)
            throw new PerdureException("the image's list of open files names content that the image does not have", "run 'perdure verify'");
        reader.ReadChunk(new ChunkIndex(chunk), into);
    }
}
