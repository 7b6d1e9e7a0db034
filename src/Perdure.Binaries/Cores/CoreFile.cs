namespace Perdure.Binaries.Cores;

/// <summary>One line of the note NT_FILE: which file is mapped where.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address behind the last.</param>
/// <param name="Offset">Bytes into the file; a multiple of the page size.</param>
/// <param name="Path">The file.</param>
public sealed record CoreFile(ulong Start, ulong End, ulong Offset, string Path);
