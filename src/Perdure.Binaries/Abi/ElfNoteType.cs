using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>Types of the notes in a core (elf.h).</summary>
[CConstants("elf.h")]
public enum ElfNoteType : uint
{
    NT_PRSTATUS = 1,
    NT_PRFPREG = 2,
    NT_FPREGSET = 2,
    NT_PRPSINFO = 3,
    NT_AUXV = 6,
    NT_X86_XSTATE = 0x202,
    NT_SIGINFO = 0x53494749,
    NT_FILE = 0x46494c45,
}
