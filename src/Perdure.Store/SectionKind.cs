namespace Perdure.Store;

/// <summary>
/// What a section of an image holds. The store itself knows only <see cref="Pages"/>, <see cref="PackedPages"/>, <see cref="Label"/> and <see cref="ChunkTable"/>.
/// </summary>
public enum SectionKind : uint
{
    /// <summary>The inventory of the program.</summary>
    Program = 1,

    /// <summary>The memory layout of its processes.</summary>
    Memory = 2,

    /// <summary>Its open files.</summary>
    Files = 3,

    /// <summary>The page maps: where the pages of each memory object lie. Of images of format 1.</summary>
    Pages = 4,

    /// <summary>The page maps, by columns and compressed.</summary>
    PackedPages = 5,

    /// <summary>Written by the store: id, name, command line, totals.</summary>
    Label = 0x100,

    /// <summary>Written by the store: where each chunk lies, and its checksums.</summary>
    ChunkTable = 0x101,
}
