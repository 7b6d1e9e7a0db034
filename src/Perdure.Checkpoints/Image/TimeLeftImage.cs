namespace Perdure.Checkpoints.Image;

/// <summary>How long a call that is issued again may still wait.</summary>
/// <param name="Argument">Index of the argument that says so.</param>
/// <param name="IsPointer">A struct timespec, or else milliseconds.</param>
/// <param name="Nanoseconds">The time left.</param>
public sealed record TimeLeftImage(int Argument, bool IsPointer, long Nanoseconds);
