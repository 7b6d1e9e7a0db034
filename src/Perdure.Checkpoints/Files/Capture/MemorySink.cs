using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Holds content in memory until it may be written to the image.</summary>
internal sealed class MemorySink : IContentSink
{
    private readonly List<byte[]> _chunks = [];

    public int Write(ReadOnlySpan<byte> chunk)
    {
        _chunks.Add(chunk.ToArray());
        return _chunks.Count - 1;
    }

    /// <summary>The same content, in another sink.</summary>
    public ContentRef MoveTo(IContentSink sink, ContentRef content)
    {
        if (content is { Length: <= ContentRef.MaxInline, Parts: [{ Offset: 0 } only] } && only.Length == content.Length)
            return new ContentRef { Length = content.Length, Inline = _chunks[only.Chunk] };
        var parts = new List<ContentPart>(content.Parts.Count);
        foreach (var part in content.Parts)
            parts.Add(part with { Chunk = sink.Write(_chunks[part.Chunk]) });
        return content with { Parts = parts };
    }
}
