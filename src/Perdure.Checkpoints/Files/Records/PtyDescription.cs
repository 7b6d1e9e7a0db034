namespace Perdure.Checkpoints.Files.Records;

/// <summary>A side of a pseudo-terminal whose master is in the checkpoint.</summary>
public sealed record PtyDescription : FileDescription
{
    /// <summary>The N of /dev/pts/N.</summary>
    public required int Number { get; init; }

    /// <summary>Whether it is the master.</summary>
    public bool Master { get; init; }
}
