namespace Perdure.Checkpoints.Files.Records;

/// <summary>A regular file, or a block device. What is known of the inode itself stands in <see cref="FileTable.Files"/> under the same identity.</summary>
public sealed record RegularFileDescription : FileDescription
{
    /// <summary>The path that it has, or that it had before it was deleted.</summary>
    public required string Path { get; init; }
}
