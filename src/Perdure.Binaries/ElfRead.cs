namespace Perdure.Binaries;

/// <summary>Reads bytes of an ELF file or image.</summary>
/// <param name="position">Where, from the beginning.</param>
/// <param name="into">Receives the bytes.</param>
/// <returns>How many there were; fewer than asked for at the end.</returns>
public delegate int ElfRead(ulong position, Span<byte> into);
