namespace Perdure.Checkpoints.Files;

/// <summary>A POSIX record lock; it belongs to a table of descriptors, not to a description.</summary>
/// <param name="Fd">The descriptor that it was made by.</param>
/// <param name="Exclusive">For writing; else shared.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes; 0 to the end.</param>
public readonly record struct PosixLock(int Fd, bool Exclusive, long Start, long Length);
