using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>The pages of one memory object that an image holds.</summary>
internal sealed class StoredPages(PageMap? map, ChunkCache chunks)
{
    private const int PageBytes = 4096;
    private readonly IReadOnlyList<PageRun> _runs = map?.Runs ?? [];

    /// <summary>Copies those of a range over what is in <paramref name="into"/>.</summary>
    /// <param name="firstPage">Number of the first page.</param>
    /// <param name="into">Whole pages.</param>
    /// <param name="clear">Whether to clear <paramref name="into"/> before the first page is copied.</param>
    /// <returns>Whether there were any.</returns>
    public bool CopyTo(ulong firstPage, Span<byte> into, bool clear)
    {
        var end = firstPage + ((ulong)into.Length / PageBytes);
        var found = false;
        for (var index = IndexAt(firstPage); index < _runs.Count && _runs[index].FirstPage < end; index++)
        {
            if (!found && clear)
                into.Clear();
            found = true;
            var run = _runs[index];
            var (from, to) = (Math.Max(run.FirstPage, firstPage), Math.Min(run.EndPage, end));
            var at = (int)(run.PageInChunk + (from - run.FirstPage)) * PageBytes;
            var pages = run.Part(from, to).PagesOfChunk;
            chunks.Read(run.Chunk, pages).Slice(at, (int)(to - from) * PageBytes).CopyTo(into[((int)(from - firstPage) * PageBytes)..]);
        }

        return found;
    }

    /// <summary>Where a page lies; null if it is not there.</summary>
    public PagePlace? PlaceOf(ulong page)
    {
        var index = IndexAt(page);
        return index < _runs.Count && _runs[index].FirstPage <= page ? new PagePlace(_runs[index].Chunk, _runs[index].PageInChunk + (uint)(page - _runs[index].FirstPage)) : null;
    }

    /// <summary>The ranges of pages that are there, in order, cut to a range.</summary>
    public IEnumerable<(ulong First, ulong End)> Within(ulong firstPage, ulong endPage)
    {
        for (var index = IndexAt(firstPage); index < _runs.Count && _runs[index].FirstPage < endPage; index++)
            yield return (Math.Max(_runs[index].FirstPage, firstPage), Math.Min(_runs[index].EndPage, endPage));
    }

    /// <summary>The first run that ends behind a page.</summary>
    private int IndexAt(ulong page) => SortedPages.FirstEndingBehind(_runs, page, run => run.EndPage);
}
