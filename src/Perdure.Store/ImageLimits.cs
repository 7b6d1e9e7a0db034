namespace Perdure.Store;

/// <summary>
/// What an image may claim at most. Each count or length that is read from a file passes one of these before anything is allocated.
/// </summary>
public static class ImageLimits
{
    /// <summary>
    /// The newest image format that this build reads and writes. It has nothing to do with the product's version.
    /// </summary>
    public const int FormatVersion = 4;

    /// <summary>The format of images that are not encrypted.</summary>
    internal const int PlainFormatVersion = 2;

    /// <summary>The format of images that are encrypted. Those of format 3 have sections that nothing authenticates, and are refused.</summary>
    internal const int SealedFormatVersion = 4;

    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>Pages of a chunk.</summary>
    public const int PagesPerChunk = 64;

    /// <summary>Raw bytes of a chunk.</summary>
    public const int ChunkBytes = PagesPerChunk * PageBytes;

    /// <summary>Sections of an image.</summary>
    public const int Sections = 64;

    /// <summary>Bytes of a section.</summary>
    public const int SectionBytes = 256 << 20;

    /// <summary>Stored bytes of a chunk: one that nothing made smaller, what patches need for their length, and what encryption adds.</summary>
    public const int StoredChunkBytes = ChunkBytes + sizeof(int) + SealedBytes;

    /// <summary>Bytes that encryption adds to what it hides.</summary>
    public const int SealedBytes = 12 + 16;

    /// <summary>Bytes of an image file that comes from elsewhere.</summary>
    public const long ImageBytes = 4L << 30;

    /// <summary>Chunks of an image: 3 million, some 800 GB of memory.</summary>
    public const int Chunks = 3_000_000;

    /// <summary>Packs that an image refers to.</summary>
    public const int Packs = 4096;

    /// <summary>Bytes of a pack.</summary>
    public const long PackBytes = 1L << 42;

    /// <summary>Page maps of an image.</summary>
    public const int PageMaps = 1 << 20;

    /// <summary>Runs of a page map.</summary>
    public const int Runs = 1 << 23;

    /// <summary>Pages of a memory object: an address space of 57 bits.</summary>
    public const ulong Pages = 1UL << 45;

    /// <summary>UTF-8 bytes of a name.</summary>
    public const int NameBytes = 1024;

    /// <summary>UTF-8 bytes of a command line, which is cut to this length.</summary>
    public const int CommandBytes = 16 * 1024;

    /// <summary>Processes or threads of a checkpoint (the kernel's own limit of pids).</summary>
    public const int Threads = 1 << 22;
}
