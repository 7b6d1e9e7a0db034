using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>A symbol: <c>Elf64_Sym</c>, elf.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Sym", "elf.h", FieldPrefix = "st_")]
public struct Elf64Symbol
{
    public uint Name;
    public byte Info;
    public byte Other;
    [CField("st_shndx")]
    public ushort SectionIndex;
    public ulong Value;
    public ulong Size;

    /// <summary>What it names: the low half of st_info.</summary>
    public readonly ElfSymbolType Type => (ElfSymbolType)(Info & 0xf);
}
