namespace Perdure.Checkpoints.Files.Records;

/// <summary>
/// A pipe or stream socket whose other end belongs to a process outside the checkpoint, as standard input, output or error. At restore the caller
/// says what takes its place.
/// </summary>
public sealed record ExternalStreamDescription : FileDescription
{
    /// <summary>Its number among the standard streams: 0, 1 or 2.</summary>
    public required int Standard { get; init; }

    /// <summary>Whether it was a socket.</summary>
    public bool Socket { get; init; }
}
