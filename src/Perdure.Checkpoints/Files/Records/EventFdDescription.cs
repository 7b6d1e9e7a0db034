namespace Perdure.Checkpoints.Files.Records;

/// <summary>An event counter.</summary>
public sealed record EventFdDescription : FileDescription
{
    /// <summary>What it counts.</summary>
    public required ulong Count { get; init; }

    /// <summary>Whether a read takes one instead of all.</summary>
    public bool Semaphore { get; init; }
}
