using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>The head of a note: <c>Elf64_Nhdr</c>, elf.h (12 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Nhdr", "elf.h")]
public struct Elf64NoteHeader
{
    [CField("n_namesz")]
    public uint NameSize;
    [CField("n_descsz")]
    public uint DescriptionSize;
    [CField("n_type")]
    public uint Type;
}
