namespace Perdure.Binaries;

/// <summary>What positions of a reader's source are.</summary>
public enum ElfAddressing
{
    /// <summary>Offsets in a file.</summary>
    File,

    /// <summary>Distances from where the first segment is mapped: the source is the memory of a process (a vdso, a library).</summary>
    Memory,
}
