using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>What a symbol names (elf.h).</summary>
[CConstants("elf.h")]
public enum ElfSymbolType
{
    STT_NOTYPE = 0,
    STT_OBJECT = 1,
    STT_FUNC = 2,
    STT_SECTION = 3,
    STT_FILE = 4,
    STT_COMMON = 5,
    STT_TLS = 6,
    STT_GNU_IFUNC = 10,
}
