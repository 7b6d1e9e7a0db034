using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>A word for the dynamic linker: <c>Elf64_Dyn</c>, elf.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("Elf64_Dyn", "elf.h")]
public struct Elf64Dynamic
{
    [CField("d_tag")]
    public long Tag;
    [CField("d_un.d_val")]
    public ulong Value;
}
