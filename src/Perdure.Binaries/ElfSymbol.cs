using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>A symbol that the file defines.</summary>
/// <param name="Name">Its name, without a version.</param>
/// <param name="VirtualAddress">Where it is, before relocation.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Type">What it names.</param>
public readonly record struct ElfSymbol(string Name, ulong VirtualAddress, ulong Size, ElfSymbolType Type);
