namespace Perdure.Checkpoints.Files.Records;

/// <summary>A character device that has no state: /dev/null and its like.</summary>
public sealed record DeviceDescription : FileDescription
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>Which device, as major * 2^20 + minor.</summary>
    public required ulong Device { get; init; }
}
