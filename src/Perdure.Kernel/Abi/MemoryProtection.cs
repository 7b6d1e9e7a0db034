namespace Perdure.Kernel.Abi;

/// <summary>What may be done with the pages of a mapping (sys/mman.h).</summary>
[Flags]
[CConstants("sys/mman.h")]
public enum MemoryProtection : uint
{
    /// <summary>No access.</summary>
    PROT_NONE = 0,

    /// <summary>May be read.</summary>
    PROT_READ = 1,

    /// <summary>May be written.</summary>
    PROT_WRITE = 2,

    /// <summary>May be executed.</summary>
    PROT_EXEC = 4,

    /// <summary>mprotect: extend the change to the start of a mapping that grows down.</summary>
    PROT_GROWSDOWN = 0x01000000,
}
