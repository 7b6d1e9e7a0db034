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
    private readonly ReadRanges? _readAtOnce;
    private readonly List<PageRange> _waiting = [];
    private readonly List<(ulong First, uint Count, int At)> _runs = [];
    private readonly PageHistory? _history;
    private readonly List<PageRun> _patched = [];
    private PatchBatch? _patches;
    private int _waitingPages;

    /// <summary>Reads whole pages of the object; fewer if the rest has gone meanwhile.</summary>
    /// <param name="firstPage">Number of the first.</param>
    /// <param name="into">Room for them.</param>
    /// <returns>Bytes read.</returns>
    public delegate int ReadPages(ulong firstPage, Span<byte> into);

    /// <summary>Reads several ranges by one call, one behind the other; less if some of it has gone meanwhile.</summary>
    /// <param name="ranges">Which.</param>
    /// <param name="into">Room for them.</param>
    /// <returns>Bytes read.</returns>
    public delegate long ReadRanges(IReadOnlyList<PageRange> ranges, Span<byte> into);

    /// <param name="writer">The image.</param>
    /// <param name="buffers">Buffers on the way to it.</param>
    /// <param name="map">Where to note where the pages went.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="readAtOnce">Reads several ranges by one call.</param>
    /// <param name="history">What was in them before; null to keep all as a whole.</param>
    public PageCollector(ImageWriter writer, PageBufferPool buffers, PageMap map, ReadPages read, ReadRanges? readAtOnce = null, PageHistory? history = null)
    {
        _history = history;
        _buffers = buffers;
        _writer = writer;
        _read = read;
        _readAtOnce = readAtOnce;
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
                Store([new PageRange(page, end)], WindowPages);
            else
                AddPart(page, end);
            page = end;
        }
    }

    /// <summary>Hands the last, not yet full chunk to the writer.</summary>
    public void Flush()
    {
        if (_waitingPages > 0)
            Store(_waiting, _waitingPages);
        _waiting.Clear();
        _waitingPages = 0;
        FlushPatches();
    }

    /// <summary>Gives back the buffer of pages that were not handed to the writer, if something went wrong.</summary>
    public void Dispose()
    {
        _patches?.Return();
        _patches = null;
    }

    private void AddPart(ulong first, ulong end)
    {
        while (first < end)
        {
            var part = new PageRange(first, Math.Min(end, first + (ulong)(WindowPages - _waitingPages)));
            _waiting.Add(part);
            _waitingPages += (int)part.Count;
            if (_waitingPages == WindowPages)
            {
                Store(_waiting, _waitingPages);
                _waiting.Clear();
                _waitingPages = 0;
            }

            first = part.End;
        }
    }

    /// <summary>Reads ranges, closes the gaps that pages of zeros leave, and makes a chunk of the rest.</summary>
    private void Store(IReadOnlyList<PageRange> ranges, int pages)
    {
        var buffer = _buffers.Rent();
        try
        {
            buffer.Length = Read(ranges, buffer.Bytes[..(pages * PageBytes)]) * PageBytes;
        }
        catch
        {
            buffer.Return();
            throw;
        }

        if (buffer.Length == 0)
        {
            buffer.Return();
            return;
        }

        var chunk = _writer.AddPages(buffer);
        foreach (var (first, count, at) in _runs)
            Map.Add(new PageRun(first, count, chunk, (uint)at));
    }

    /// <returns>How many pages are kept.</returns>
    private int Read(IReadOnlyList<PageRange> ranges, Span<byte> into)
    {
        var atOnce = ranges.Count > 1 && _readAtOnce is not null && _readAtOnce(ranges, into) == into.Length;
        var (from, kept) = (0, 0);
        _runs.Clear();
        foreach (var range in ranges)
        {
            var room = into.Slice(from * PageBytes, (int)range.Count * PageBytes);
            for (var done = 0; done < (int)range.Count; done++)
            {
                var read = (atOnce ? room.Length : _read(range.First + (ulong)done, room[(done * PageBytes)..])) / PageBytes;
                BytesRead += read * PageBytes;
                for (var end = done + read; done < end; done++)
                    kept += Keep(range.First + (ulong)done, into, from + done, kept) ? 1 : 0;

                // Here is a page that has gone meanwhile; those behind it may be there, and count as copied.
            }

            from += (int)range.Count;
        }

        return kept;
    }

    /// <summary>Whether the page needs no room of its own: it is what it was, or a few blocks of it are all that is new.</summary>
    private bool IsKeptOtherwise(ulong page, ReadOnlySpan<byte> content)
    {
        switch (_history!.Look(page, content, out var changed, out var before))
        {
            case PageVerdict.Same:
                // A look before this one may have found it otherwise.
                Map.Add(before);
                return true;
            case PageVerdict.Patches:
                AddPatches(content, changed, before);
                return true;
            default:
                return false;
        }
    }

    private void AddPatches(ReadOnlySpan<byte> content, uint changed, PageRun before)
    {
        _patches ??= new PatchBatch(_buffers.Rent());
        if (!_patches.TryAdd(content, changed, before.Chunk, before.PageInChunk))
        {
            FlushPatches();
            _patches = new PatchBatch(_buffers.Rent());
            if (!_patches.TryAdd(content, changed, before.Chunk, before.PageInChunk))
                throw new InvalidOperationException("an empty batch has no room for a page");
        }

        _patched.Add(before);
    }

    private void FlushPatches()
    {
        if (_patches is not { Count: > 0 } batch)
            return;
        _patches = null;
        var first = _writer.AddPatches(batch).Value;
        for (var at = 0; at < _patched.Count; at++)
            Map.Add(_patched[at] with { Chunk = new ChunkIndex(first + (at / WindowPages)), PageInChunk = (uint)(at % WindowPages) });
        _patched.Clear();
    }

    private bool Keep(ulong page, Span<byte> bytes, int from, int to)
    {
        var content = bytes.Slice(from * PageBytes, PageBytes);
        if (!content.ContainsAnyExcept((byte)0))
        {
            Map.Remove(page, 1);
            return false;
        }

        if (_history is not null && IsKeptOtherwise(page, content))
            return false;
        if (from != to)
            content.CopyTo(bytes[(to * PageBytes)..]);
        if (_runs.Count > 0 && _runs[^1].First + _runs[^1].Count == page && _runs[^1].At + _runs[^1].Count == to)
            _runs[^1] = (_runs[^1].First, _runs[^1].Count + 1, _runs[^1].At);
        else
            _runs.Add((page, 1, to));
        return true;
    }
}
