using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>What to map: <c>Elf64_Phdr</c>, elf.h (56 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Phdr", "elf.h", FieldPrefix = "p_")]
public struct Elf64ProgramHeader
{
    public ElfSegmentType Type;
    public ElfSegmentFlags Flags;
    public ulong Offset;
    [CField("p_vaddr")]
    public ulong VirtualAddress;
    [CField("p_paddr")]
    public ulong PhysicalAddress;
    [CField("p_filesz")]
    public ulong FileSize;
    [CField("p_memsz")]
    public ulong MemorySize;
    public ulong Align;
}
