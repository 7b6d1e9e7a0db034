using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>The header of an ELF file: <c>Elf64_Ehdr</c>, elf.h (64 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Ehdr", "elf.h", FieldPrefix = "e_")]
public struct Elf64Header
{
    public ElfIdent Ident;
    public ElfType Type;
    public ushort Machine;
    public uint Version;
    public ulong Entry;
    [CField("e_phoff")]
    public ulong ProgramHeaderOffset;
    [CField("e_shoff")]
    public ulong SectionHeaderOffset;
    public uint Flags;
    [CField("e_ehsize")]
    public ushort HeaderSize;
    [CField("e_phentsize")]
    public ushort ProgramHeaderSize;
    [CField("e_phnum")]
    public ushort ProgramHeaderCount;
    [CField("e_shentsize")]
    public ushort SectionHeaderSize;
    [CField("e_shnum")]
    public ushort SectionHeaderCount;
    [CField("e_shstrndx")]
    public ushort SectionNameIndex;
}
