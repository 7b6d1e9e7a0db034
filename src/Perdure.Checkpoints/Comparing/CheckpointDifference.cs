namespace Perdure.Checkpoints.Comparing;

/// <summary>What differs between two checkpoints.</summary>
/// <param name="Processes">The processes of which anything differs, by pid.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record CheckpointDifference(IReadOnlyList<ProcessDifference> Processes, IReadOnlyList<string> Notes);
