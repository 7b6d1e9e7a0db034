namespace Perdure.Binaries.Cores;

/// <summary>Gives the memory of the program that a core is written of.</summary>
/// <param name="address">Where.</param>
/// <param name="into">To be filled completely.</param>
/// <returns>False when all of it is zeros and <paramref name="into"/> was left alone: the core gets a hole.</returns>
public delegate bool CoreMemoryRead(ulong address, Span<byte> into);
