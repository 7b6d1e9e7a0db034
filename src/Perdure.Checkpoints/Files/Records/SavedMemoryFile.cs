using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>A memory file (memfd_create).</summary>
public sealed record SavedMemoryFile
{
    /// <summary>The inode.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>The name that it was made with.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>F_SEAL bits.</summary>
    public int Seals { get; init; }

    /// <summary>Size of its huge pages; 0 for ordinary pages.</summary>
    public uint HugePageBytes { get; init; }

    /// <summary>Permissions.</summary>
    public uint Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>The content, unless somebody else keeps it.</summary>
    public ContentRef? Content { get; init; }

    /// <summary>Whether the content is kept as a memory object instead, because the file is mapped.</summary>
    public bool ContentElsewhere { get; init; }
}
