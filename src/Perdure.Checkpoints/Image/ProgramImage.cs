namespace Perdure.Checkpoints.Image;

/// <summary>The inventory of a checkpoint: everything but page contents. Kept as JSON, so that it can be read without perdure.</summary>
/// <param name="Machine">Where it was taken.</param>
/// <param name="Root">The pid of the first process.</param>
/// <param name="Processes">The processes, parents before children.</param>
/// <param name="Objects">Shared memory and deleted files whose content the image holds.</param>
/// <param name="Notes">What the user was told when it was taken.</param>
public sealed record ProgramImage(
    MachineImage Machine,
    int Root,
    IReadOnlyList<ProcessImage> Processes,
    IReadOnlyList<MemoryObjectImage> Objects,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether the program lived in a pid namespace of its own: all pids are those within, and it needs one again.</summary>
    public bool OwnPidNamespace { get; init; }
}
