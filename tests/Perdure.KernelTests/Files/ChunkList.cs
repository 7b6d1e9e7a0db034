using Perdure.Checkpoints.Files.Content;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>An image's chunks, in memory.</summary>
internal sealed class ChunkList : IContentSink, IContentSource
{
    private readonly List<byte[]> _chunks = [];

    public int Write(ReadOnlySpan<byte> chunk)
    {
        Assert.InRange(chunk.Length, 1, ContentRef.MaxPart);
        _chunks.Add(chunk.ToArray());
        return _chunks.Count - 1;
    }

    public void Read(int chunk, Span<byte> into)
    {
        Assert.Equal(_chunks[chunk].Length, into.Length);
        _chunks[chunk].CopyTo(into);
    }

    public byte[] All(ContentRef content)
    {
        if (content.Inline is not null)
            return content.Inline;
        var bytes = new byte[content.Length];
        foreach (var part in content.Parts)
            _chunks[part.Chunk].CopyTo(bytes, part.Offset);
        return bytes;
    }
}
