namespace Perdure.Checkpoints.Exports;

/// <summary>What was taken out of a checkpoint.</summary>
/// <param name="Bytes">Bytes written, holes included.</param>
/// <param name="Files">Files written.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record ExportOutcome(long Bytes, int Files, IReadOnlyList<string> Notes);
