namespace Perdure.Checkpoints.Files;

/// <summary>What a checkpoint would not be able to keep.</summary>
/// <param name="Refusals">Open files that can't be kept.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record FileCheck(IReadOnlyList<FileRefusal> Refusals, IReadOnlyList<string> Notes);
