using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>A section: <c>Elf64_Shdr</c>, elf.h (64 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Shdr", "elf.h", FieldPrefix = "sh_")]
public struct Elf64SectionHeader
{
    public uint Name;
    public uint Type;
    public ulong Flags;
    [CField("sh_addr")]
    public ulong Address;
    public ulong Offset;
    public ulong Size;
    public uint Link;
    public uint Info;
    [CField("sh_addralign")]
    public ulong AddressAlign;
    [CField("sh_entsize")]
    public ulong EntrySize;
}
