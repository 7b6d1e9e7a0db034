namespace Perdure.Checkpoints.Files.Records;

/// <summary>A pidfd of a process that is in the checkpoint too.</summary>
public sealed record PidFdDescription : FileDescription
{
    /// <summary>The process or thread.</summary>
    public required int Process { get; init; }

    /// <summary>Whether it stands for the one thread (PIDFD_THREAD).</summary>
    public bool Thread { get; init; }
}
