namespace Perdure.Checkpoints.Exports;

/// <summary>files.json: what an export of files has written, and whose it was.</summary>
/// <param name="Checkpoint">The checkpoint's id.</param>
/// <param name="Files">Each open file.</param>
public sealed record FileIndex(string Checkpoint, IReadOnlyList<ExportedFile> Files);
