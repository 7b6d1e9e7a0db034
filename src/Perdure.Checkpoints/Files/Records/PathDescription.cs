namespace Perdure.Checkpoints.Files.Records;

/// <summary>A place in the tree of files (O_PATH) that is neither a regular file nor a directory.</summary>
public sealed record PathDescription : FileDescription
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }
}
