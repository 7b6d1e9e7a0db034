namespace Perdure.Scenarios.Tools;

/// <summary>One checkpoint: the run of the tool, and what the tool says about it.</summary>
/// <param name="Process">Times and peak memory, seen from outside.</param>
/// <param name="ReportedPauseMicroseconds">How long the tool says that the program stood still.</param>
/// <param name="ReportedBytes">The size of the image as the tool counts it.</param>
internal sealed record CheckpointRun(ToolResult Process, long ReportedPauseMicroseconds, long ReportedBytes);
