using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>
/// Where the pages of one memory object lie: sorted runs that do not overlap. What is added later wins, page by page, so that the
/// rounds of a
/// pre-copy are added one after the other. Pages in no run are zeros. One thread at a time.
/// </summary>
public sealed class PageMap
{
    // Changes since the last merge, in their order; a run of NoChunk takes pages away.
    private static readonly ChunkIndex NoChunk = new(-1);
    private readonly List<PageRun> _changes = [];
    private List<PageRun> _runs = [];

    /// <summary>An empty map.</summary>
    /// <param name="objectId">The caller's number of the memory object.</param>
    public PageMap(long objectId) => ObjectId = objectId;

    /// <summary>The caller's number of the memory object.</summary>
    public long ObjectId { get; }

    /// <summary>The runs, sorted, without overlap; runs that go on in each other are one.</summary>
    public IReadOnlyList<PageRun> Runs
    {
        get
        {
            Merge();
            return _runs;
        }
    }

    /// <summary>Pages in all runs.</summary>
    public long PageCount
    {
        get
        {
            Merge();
            long pages = 0;
            foreach (var run in _runs)
                pages += run.PageCount;
            return pages;
        }
    }

    /// <summary>Says where some pages lie now, whatever was said before. Ascending order is cheapest, any order is correct.</summary>
    public void Add(PageRun run)
    {
        Assert.Always(run.Chunk.Value >= 0 && run.PageCount > 0 && run.FirstPage <= ImageLimits.Pages - run.PageCount);
        Assert.Always(run.PageInChunk + (ulong)run.PageCount <= ImageLimits.PagesPerChunk);
        if (_changes.Count == 0 && (_runs.Count == 0 || _runs[^1].EndPage <= run.FirstPage))
            Append(_runs, run);
        else
            _changes.Add(run);
    }

    /// <summary>Takes pages away: they are zeros now, or gone.</summary>
    public void Remove(ulong firstPage, ulong pageCount)
    {
        Assert.Always(pageCount <= ImageLimits.Pages && firstPage <= ImageLimits.Pages - pageCount);
        while (pageCount > 0)
        {
            var part = (uint)Math.Min(pageCount, uint.MaxValue);
            _changes.Add(new PageRun(firstPage, part, NoChunk, 0));
            firstPage += part;
            pageCount -= part;
        }
    }

    /// <summary>The run that holds a page.</summary>
    public bool TryFind(ulong page, out PageRun run)
    {
        Merge();
        var at = SortedPages.FirstEndingBehind(_runs, page, other => other.EndPage);
        run = at < _runs.Count ? _runs[at] : default;
        return at < _runs.Count && run.FirstPage <= page;
    }

    /// <summary>Once its image is written: the same map as the beginning of the next one, which goes on from that image.</summary>
    public void BecomeEarlier() => Renumber(chunk => chunk.AsEarlier);

    internal void Renumber(Func<ChunkIndex, ChunkIndex> numberOf)
    {
        Merge();
        for (var at = 0; at < _runs.Count; at++)
            _runs[at] = _runs[at] with { Chunk = numberOf(_runs[at].Chunk) };
    }

    /// <summary>The map of some runs. Checks that they are sorted, do not overlap, and lie within their chunks.</summary>
    internal static PageMap Of(long objectId, List<PageRun> runs, ChunkRecord[] chunks, ref ByteCursor from)
    {
        ulong end = 0;
        foreach (var run in runs)
        {
            if (run.PageCount == 0 || run.FirstPage < end || run.FirstPage > ImageLimits.Pages - run.PageCount)
                throw from.Damaged("the runs of a page map are not sorted, or overlap");
            if (((ulong)run.PageInChunk + run.PageCount) * ImageLimits.PageBytes > (ulong)chunks[run.Chunk.Value].RawLength)
                throw from.Damaged($"a run lies outside of its chunk {run.Chunk.Value}");
            end = run.EndPage;
        }

        return new PageMap(objectId) { _runs = runs };
    }

    /// <summary>Reads a map as images of format 1 have it.</summary>
    internal static PageMap Decode(ref ByteCursor from, ChunkRecord[] chunks)
    {
        var id = (long)from.U64();
        var runs = new List<PageRun>(from.Records(ImageLimits.Runs, 8 + 4 + 4 + 4, "the number of runs"));
        for (var left = runs.Capacity; left > 0; left--)
            runs.Add(new PageRun(from.U64(), from.U32(), new ChunkIndex(from.Count(chunks.Length - 1, "the chunk of a run")), from.U32()));
        return Of(id, runs, chunks, ref from);
    }

    private static void Append(List<PageRun> runs, PageRun run)
    {
        if (runs.Count > 0 && runs[^1].GoesOnIn(run))
            runs[^1] = runs[^1] with { PageCount = runs[^1].PageCount + run.PageCount };
        else
            runs.Add(run);
    }

    private void Merge()
    {
        if (_changes.Count == 0)
            return;
        var changes = PageRunSweep.LatestWins(_changes, Append);
        _changes.Clear();
        _runs = PageRunSweep.Overlay(_runs, changes, Append);
        _runs.RemoveAll(run => run.Chunk == NoChunk);
    }
}
