using System.Runtime.CompilerServices;

namespace Perdure.Binaries.Abi;

/// <summary><c>elf_gregset_t</c> of x86-64: the words of <c>struct user_regs_struct</c>.</summary>
[InlineArray(27)]
public struct ElfGeneralRegisters
{
    private ulong _first;
}
