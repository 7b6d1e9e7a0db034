namespace Perdure.Store;

/// <summary>Where some consecutive pages of a memory object lie: one behind the other in one chunk.</summary>
/// <param name="FirstPage">The first page, counted from the object's start (or from address 0).</param>
/// <param name="PageCount">How many.</param>
/// <param name="Chunk">The chunk of this image that holds them.</param>
/// <param name="PageInChunk">The place of the first one in the chunk, in pages.</param>
public readonly record struct PageRun(ulong FirstPage, uint PageCount, ChunkIndex Chunk, uint PageInChunk)
{
    /// <summary>The first page after the run.</summary>
    public ulong EndPage => FirstPage + PageCount;

    /// <summary>Which pages of its chunk it has, a bit for each.</summary>
    public ulong PagesOfChunk => (PageCount == ImageLimits.PagesPerChunk ? ulong.MaxValue : (1UL << (int)PageCount) - 1) << (int)PageInChunk;

    /// <summary>The part of the run from <paramref name="first"/> up to <paramref name="end"/>, both within it.</summary>
    public PageRun Part(ulong first, ulong end) =>
        this with { FirstPage = first, PageCount = (uint)(end - first), PageInChunk = PageInChunk + (uint)(first - FirstPage) };

    /// <summary>Whether <paramref name="next"/> goes on exactly where this run ends, in the object and in the chunk.</summary>
    internal bool GoesOnIn(PageRun next) =>
        next.FirstPage == EndPage && next.Chunk == Chunk && next.PageInChunk == PageInChunk + PageCount;
}
