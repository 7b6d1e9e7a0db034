namespace Perdure.Checkpoints;

/// <summary>Where the time of a restore went.</summary>
/// <param name="WallMicroseconds">From the start to the moment at which the program runs.</param>
/// <param name="MemoryMicroseconds">Of that, filling its memory.</param>
public sealed record RestoreTimings(long WallMicroseconds, long MemoryMicroseconds);
