namespace Perdure.Binaries;

/// <summary>Reads memory of the program whose stack is walked.</summary>
/// <param name="address">Where.</param>
/// <param name="into">Receives the bytes.</param>
/// <returns>Whether all of them could be read.</returns>
public delegate bool MemoryRead(ulong address, Span<byte> into);
