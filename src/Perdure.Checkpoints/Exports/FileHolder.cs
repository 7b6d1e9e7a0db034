namespace Perdure.Checkpoints.Exports;

/// <summary>One descriptor that an exported file was open by.</summary>
/// <param name="Process">The process, by its pid at the checkpoint.</param>
/// <param name="Fd">The number there.</param>
/// <param name="Access">"read", "write", "read, write", or "none".</param>
/// <param name="Offset">Where the next read or write was to begin.</param>
public sealed record FileHolder(int Process, int Fd, string Access, long Offset);
