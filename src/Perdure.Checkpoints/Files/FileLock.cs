namespace Perdure.Checkpoints.Files;

/// <summary>A lock or lease that belongs to an open file description.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Exclusive">For writing; else shared.</param>
/// <param name="Start">First byte; of a range lock only.</param>
/// <param name="Length">Bytes; 0 to the end.</param>
/// <param name="Process">The process that took it, which lslocks names; of flock only.</param>
public sealed record FileLock(FileLockKind Kind, bool Exclusive, long Start = 0, long Length = 0, int Process = 0);
