using Perdure.Checkpoints.Files.Content;
using Perdure.Store;

namespace Perdure.Checkpoints.Taking;

/// <summary>The content of files goes into chunks of the image, like memory.</summary>
internal sealed class ChunkSink(ImageWriter writer) : IContentSink
{
    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> chunk)
    {
        var buffer = writer.Buffers.Rent();
        chunk.CopyTo(buffer.Bytes);
        buffer.Length = chunk.Length;
        return writer.AddChunk(buffer).Value;
    }
}
