namespace Perdure.Checkpoints.Files.Records;

/// <summary>A descriptor that reads signals.</summary>
public sealed record SignalFdDescription : FileDescription
{
    /// <summary>Which; bit 0 is signal 1.</summary>
    public required ulong Mask { get; init; }
}
