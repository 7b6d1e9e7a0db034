using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>What may be done with a segment (elf.h).</summary>
[Flags]
[CConstants("elf.h")]
public enum ElfSegmentFlags : uint
{
    PF_X = 1,
    PF_W = 2,
    PF_R = 4,
}
