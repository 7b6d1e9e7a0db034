namespace Perdure.Checkpoints.Comparing;

/// <summary>What differs in one process.</summary>
/// <param name="Pid">Its id, in both checkpoints.</param>
/// <param name="Kind">Whether it is new, gone, or has another command line or state. Of a new or gone one the lists are empty.</param>
/// <param name="Before">What it was; null for a new one.</param>
/// <param name="After">What it is; null for one that is gone.</param>
/// <param name="Threads">Threads that came or went.</param>
/// <param name="Mappings">Mappings that came, went, or have another size or protection.</param>
/// <param name="Files">Descriptors that differ.</param>
/// <param name="Memory">Mappings whose content differs.</param>
public sealed record ProcessDifference(
    int Pid,
    DifferenceKind Kind,
    ProcessSummary? Before,
    ProcessSummary? After,
    IReadOnlyList<ThreadDifference> Threads,
    IReadOnlyList<MappingDifference> Mappings,
    IReadOnlyList<OpenFileDifference> Files,
    IReadOnlyList<MemoryDifference> Memory);
