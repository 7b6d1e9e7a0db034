namespace Perdure.Checkpoints.Comparing;

/// <summary>A mapping in short.</summary>
/// <param name="Region">START-END in hex, as exports take it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Access">As /proc/PID/maps has it: rw-p.</param>
/// <param name="Name">The path, or the name of anonymous memory.</param>
public sealed record MappingSummary(string Region, long Bytes, string Access, string Name);
