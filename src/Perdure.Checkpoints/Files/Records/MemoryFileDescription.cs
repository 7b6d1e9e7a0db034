namespace Perdure.Checkpoints.Files.Records;

/// <summary>A description of a memory file; the file itself stands in <see cref="FileTable.MemoryFiles"/> under the same identity.</summary>
public sealed record MemoryFileDescription : FileDescription;
