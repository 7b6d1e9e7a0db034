namespace Perdure.Checkpoints.Files.Content;

/// <summary>Where the content of files comes from at restore.</summary>
public interface IContentSource
{
    /// <summary>Reads the bytes of a chunk; the span is as long as what was written.</summary>
    public void Read(int chunk, Span<byte> into);
}
