namespace Perdure.Binaries;

/// <summary>The most that is taken from an ELF file. It may come from anywhere: a damaged disk, the memory of a program, an enemy.</summary>
public static class ElfLimits
{
    /// <summary>The most program headers of a file that we read; a core has one for each mapping.</summary>
    public const int Segments = 1 << 22;

    /// <summary>The bytes of all notes.</summary>
    public const int NoteBytes = 64 << 20;

    /// <summary>The longest build id.</summary>
    public const int BuildIdBytes = 64;

    /// <summary>The most words for the dynamic linker.</summary>
    public const int DynamicEntries = 4096;

    /// <summary>The most symbols that are looked at.</summary>
    public const int Symbols = 1 << 20;

    /// <summary>The most section headers that are looked at.</summary>
    public const int Sections = 1 << 16;

    /// <summary>The longest name of a symbol.</summary>
    public const int SymbolNameBytes = 4096;

    /// <summary>The names of all symbols.</summary>
    public const int AllNamesBytes = 32 << 20;

    /// <summary>The most buckets of a hash table.</summary>
    public const int HashBuckets = 1 << 20;

    /// <summary>The bytes of all segments that are searched for a pattern.</summary>
    public const int SearchBytes = 256 << 20;
}
