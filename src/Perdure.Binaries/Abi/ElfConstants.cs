using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>Other constants of ELF (elf.h).</summary>
[CConstants("elf.h")]
public static class ElfConstants
{
    public const int EI_CLASS = 4;
    public const int EI_DATA = 5;
    public const int EI_VERSION = 6;
    public const int ELFCLASS64 = 2;
    public const int ELFDATA2LSB = 1;
    public const int EV_CURRENT = 1;
    public const int EM_X86_64 = 62;
    public const int PN_XNUM = 0xffff;
    public const int NT_GNU_BUILD_ID = 3;
    public const int SHN_UNDEF = 0;
    public const int SHN_ABS = 0xfff1;
    public const int SHT_SYMTAB = 2;
    public const int SHT_DYNSYM = 11;
    public const int DT_NULL = 0;
    public const int DT_HASH = 4;
    public const int DT_STRTAB = 5;
    public const int DT_SYMTAB = 6;
    public const int DT_STRSZ = 10;
    public const int DT_SYMENT = 11;
    public const int DT_GNU_HASH = 0x6ffffef5;
}
