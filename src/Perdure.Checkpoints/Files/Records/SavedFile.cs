using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>What is known of a regular file.</summary>
public sealed record SavedFile
{
    /// <summary>The inode.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>A path that it has, or that it had before it was deleted.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Last change of the content, nanoseconds since 1970.</summary>
    public required long ModifiedNanoseconds { get; init; }

    /// <summary>Kind and permissions.</summary>
    public uint Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>Whether the path no longer led to it.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether it had other names all the same.</summary>
    public bool OtherNames { get; init; }

    /// <summary>Whether it lies in a file system that the kernel makes up (proc, sysfs, cgroup…): it has no size, age or content of its own.</summary>
    public bool MadeUp { get; init; }

    /// <summary>The kernel's lasting handle (type and bytes): finds the inode after a rename. Null where there is none.</summary>
    public byte[]? LastingHandle { get; init; }

    /// <summary>SHA-256 of the content, of a small file that stood still long enough.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>SHA-256 of the last bytes (64 KiB at most): shows later that a longer file only grew.</summary>
    public byte[]? TailHash { get; init; }

    /// <summary>
    /// The content: always of a deleted file (unless somebody else keeps it), else of small files that were open for writing, and with a journal of all that the program could write.
    /// </summary>
    public ContentRef? Content { get; init; }

    /// <summary>Whether it was mapped to be written, and has its content here: its age does not tell whether it has changed.</summary>
    public bool WrittenByMapping { get; init; }

    /// <summary>Why a file that was to be in the journal has no content there.</summary>
    public string? WhyNoContent { get; init; }

    /// <summary>Whether the content is kept as a memory object instead, because the file is mapped.</summary>
    public bool ContentElsewhere { get; init; }
}
