namespace Perdure.Checkpoints.Files.Content;

/// <summary>Where the content of files goes: the image's chunks.</summary>
public interface IContentSink
{
    /// <summary>Keeps up to <see cref="ContentRef.MaxPart"/> bytes; the number by which an <see cref="IContentSource"/> finds them again.</summary>
    public int Write(ReadOnlySpan<byte> chunk);
}
