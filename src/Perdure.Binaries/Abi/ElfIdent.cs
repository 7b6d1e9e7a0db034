using System.Runtime.CompilerServices;

namespace Perdure.Binaries.Abi;

/// <summary>The first bytes of an ELF file: magic, class, byte order.</summary>
[InlineArray(16)]
public struct ElfIdent
{
    private byte _first;
}
