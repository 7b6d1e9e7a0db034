using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>Kinds of segments (elf.h).</summary>
[CConstants("elf.h")]
public enum ElfSegmentType : uint
{
    PT_NULL = 0,
    PT_LOAD = 1,
    PT_DYNAMIC = 2,
    PT_INTERP = 3,
    PT_NOTE = 4,
    PT_SHLIB = 5,
    PT_PHDR = 6,
    PT_TLS = 7,
    PT_GNU_EH_FRAME = 0x6474e550,
    PT_GNU_STACK = 0x6474e551,
    PT_GNU_RELRO = 0x6474e552,
    PT_GNU_PROPERTY = 0x6474e553,
}
