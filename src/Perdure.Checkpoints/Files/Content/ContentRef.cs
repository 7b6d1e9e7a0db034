namespace Perdure.Checkpoints.Files.Content;

/// <summary>The content of a file, pipe or message: small ones right here, larger ones in chunks of the image; what no part covers is zeros.</summary>
public sealed record ContentRef
{
    /// <summary>The most bytes of one part: 64 pages.</summary>
    public const int MaxPart = 256 * 1024;

    /// <summary>Up to so many bytes stay in the record itself.</summary>
    public const int MaxInline = 4096;

    /// <summary>Bytes of the whole content.</summary>
    public long Length { get; init; }

    /// <summary>All of it, when it is small.</summary>
    public byte[]? Inline { get; init; }

    /// <summary>Its parts, ascending.</summary>
    public IReadOnlyList<ContentPart> Parts { get; init => field = value ?? []; } = [];
}
