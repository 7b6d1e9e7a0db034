namespace Perdure.Checkpoints.Files.Records;

/// <summary>An open directory.</summary>
public sealed record DirectoryDescription : FileDescription
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the directory was removed while open.</summary>
    public bool Deleted { get; init; }
}
