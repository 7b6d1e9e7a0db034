namespace Perdure.Store;

/// <summary>
/// What a section of an image holds. The store itself knows only <see cref="Pages"/>, <see cref="PackedPages"/>, <see cref="Label"/>, <see cref="ChunkTable"/> and <see cref="Seal"/>.
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

    /// <summary>Written by the store where it is encrypted: with which key, and a keyed hash of the chunk table. The other sections but <see cref="Label"/> and <see cref="ChunkTable"/> are then encrypted.</summary>
    Seal = 0x102,
}
