namespace Perdure.Checkpoints.Files.Records;

/// <summary>A file or directory of /proc/PID of a process that is in the checkpoint too.</summary>
public sealed record ProcessFileDescription : FileDescription
{
    /// <summary>Whose.</summary>
    public required int Process { get; init; }

    /// <summary>The path below /proc/PID/; empty for that directory itself.</summary>
    public required string Path { get; init; }
}
