using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>Kinds of ELF files (elf.h).</summary>
[CConstants("elf.h")]
public enum ElfType : ushort
{
    ET_NONE = 0,
    ET_REL = 1,
    ET_EXEC = 2,
    ET_DYN = 3,
    ET_CORE = 4,
}
