using Perdure.Store;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Copies pages of one memory object into chunks. Whole windows of 64 pages on their natural borders become chunks of their own, so that
/// the same memory gives the same chunks next time; what lies between is packed together. Pages of zeros are not kept.
/// </summary>
internal sealed class PageCollector : IDisposable
{
    public const int PageBytes = 4096;
    private const int WindowPages = 64;
    private readonly ImageWriter _writer;
    private readonly PageBufferPool _buffers;
    private readonly ReadPages _read;
    private readonly List<(ulong First, uint Count, int At)> _mixedRuns = [];
    private PageBuffer? _mixed;
    private int _mixedPages;

    /// <summary>Reads whole pages of the object; fewer if the rest has gone meanwhile.</summary>
    /// <param name="firstPage">Number of the first.</param>
    /// <param name="into">Room for them.</param>
    /// <returns>Bytes read.</returns>
    public delegate int ReadPages(ulong firstPage, Span<byte> into);

    public PageCollector(ImageWriter writer, PageBufferPool buffers, PageMap map, ReadPages read)
    {
        _buffers = buffers;
        _writer = writer;
        _read = read;
        Map = map;
    }

    /// <summary>Where the pages went.</summary>
    public PageMap Map { get; }

    /// <summary>Bytes copied so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Copies the pages of a range.</summary>
    public void Add(PageRange range)
    {
        for (var page = range.First; page < range.End;)
        {
            var windowEnd = (page + WindowPages) & ~(ulong)(WindowPages - 1);
            var end = Math.Min(windowEnd, range.End);
            if (end - page == WindowPages)
                AddWindow(page);
            else
                AddPart(page, (int)(end - page));
            page = end;
        }
    }

    /// <summary>Hands the last, not yet full chunk to the writer.</summary>
    public void Flush()
    {
        if (_mixed is null)
            return;
        if (_mixedPages == 0)
        {
            _mixed.Return();
        }
        else
        {
            _mixed.Length = _mixedPages * PageBytes;
            var chunk = _writer.AddChunk(_mixed);
            foreach (var (first, count, at) in _mixedRuns)
                Map.Add(new PageRun(first, count, chunk, (uint)at));
        }

        _mixed = null;
        _mixedPages = 0;
        _mixedRuns.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mixed?.Return();
        _mixed = null;
    }

    private void AddWindow(ulong first)
    {
        var buffer = _buffers.Rent();
        var runs = new List<(ulong First, uint Count, int At)>(1);
        var pages = Read(first, WindowPages, buffer.Bytes, 0, runs);
        if (pages == 0)
        {
            buffer.Return();
            return;
        }

        buffer.Length = pages * PageBytes;
        var chunk = _writer.AddChunk(buffer);
        foreach (var (start, count, at) in runs)
            Map.Add(new PageRun(start, count, chunk, (uint)at));
    }

    private void AddPart(ulong first, int count)
    {
        while (count > 0)
        {
            _mixed ??= _buffers.Rent();
            var take = Math.Min(count, WindowPages - _mixedPages);
            _mixedPages += Read(first, take, _mixed.Bytes[(_mixedPages * PageBytes)..], _mixedPages, _mixedRuns);
            if (_mixedPages == WindowPages)
                Flush();
            first += (ulong)take;
            count -= take;
        }
    }

    /// <summary>Reads pages and closes the gaps that pages of zeros leave.</summary>
    /// <returns>How many pages are kept.</returns>
    private int Read(ulong first, int count, Span<byte> into, int at, List<(ulong First, uint Count, int At)> runs)
    {
        var read = _read(first, into[..(count * PageBytes)]) / PageBytes;
        BytesRead += (long)read * PageBytes;
        var kept = 0;
        for (var index = 0; index < read; index++)
        {
            var page = into.Slice(index * PageBytes, PageBytes);
            if (!page.ContainsAnyExcept((byte)0))
            {
                Map.Remove(first + (ulong)index, 1);
                continue;
            }

            if (kept != index)
                page.CopyTo(into[(kept * PageBytes)..]);
            if (runs.Count > 0 && runs[^1].First + runs[^1].Count == first + (ulong)index && runs[^1].At + runs[^1].Count == at + kept)
                runs[^1] = (runs[^1].First, runs[^1].Count + 1, runs[^1].At);
            else
                runs.Add((first + (ulong)index, 1, at + kept));
            kept++;
        }

        return kept;
    }
}
