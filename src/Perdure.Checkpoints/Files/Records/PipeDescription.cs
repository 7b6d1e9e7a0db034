namespace Perdure.Checkpoints.Files.Records;

/// <summary>An end of a pipe or fifo. Its content stands in <see cref="FileTable.Pipes"/> under the same identity.</summary>
public sealed record PipeDescription : FileDescription
{
    /// <summary>The path of a fifo; null for a pipe.</summary>
    public string? Path { get; init; }
}
