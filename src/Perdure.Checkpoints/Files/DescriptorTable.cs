namespace Perdure.Checkpoints.Files;

/// <summary>A table of descriptors; as a rule one process has it, with CLONE_FILES several share it.</summary>
/// <param name="Processes">Whose it is, by the pids of the checkpoint.</param>
/// <param name="Descriptors">Its entries, ascending by number.</param>
/// <param name="PosixLocks">The record locks that it holds.</param>
public sealed record DescriptorTable(
    IReadOnlyList<int> Processes,
    IReadOnlyList<Descriptor> Descriptors,
    IReadOnlyList<PosixLock> PosixLocks);
