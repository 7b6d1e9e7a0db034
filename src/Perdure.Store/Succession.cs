using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>An image that goes on from an earlier one: which of its chunks the new one takes over. One thread at a time.</summary>
internal sealed class Succession
{
    private readonly ImageReader _earlier;
    private readonly PatchGraph _graph;
    private readonly PackWriter _pack;

    // By the earlier image's table: where the chunk is in the new one, or -1; of chunks with several parts by the first.
    private readonly int[] _taken;
    private readonly PatchSheet?[] _sheets;
    private readonly Dictionary<int, (int First, PatchSheet Sheet)> _ownParts = [];

    public Succession(ImageReader earlier, PatchGraph graph, PackWriter pack)
    {
        _earlier = earlier;
        _graph = graph;
        _pack = pack;
        var records = earlier.Chunks.Records;
        _taken = new int[records.Length];
        Array.Fill(_taken, -1);
        _sheets = new PatchSheet?[records.Length];
        for (var at = 0; at < records.Length; at++)
            _sheets[at] = records[at].IsPatches ? SheetOf(records[at].Hash) : null;
    }

    public ChunkIndex AddPatches(PatchBatch batch)
    {
        var places = new Dictionary<int, ushort>();
        var firsts = new List<int>();
        var placeOf = new ushort[batch.Bases.Count];
        for (var at = 0; at < placeOf.Length; at++)
        {
            var first = FirstPart(batch.Bases[at].InEarlier.Value);
            if (!places.TryGetValue(first, out placeOf[at]))
            {
                places.Add(first, placeOf[at] = (ushort)firsts.Count);
                firsts.Add(first);
            }
        }

        var pages = new PatchedPage[batch.Count];
        for (var at = 0; at < pages.Length; at++)
        {
            var page = batch.Pages[at];
            var part = _earlier.Chunks.Records[batch.Bases[page.Base].InEarlier.Value].Part;
            pages[at] = new PatchedPage(page.Changed, placeOf[page.Base], (ushort)((part * ImageLimits.PagesPerChunk) + page.PageInBase));
        }

        var bases = firsts.Select(first => _earlier.Chunks.Records[first].Hash).ToArray();
        var index = _pack.Add(batch, bases, pages);
        var sheet = new PatchSheet(bases, [.. firsts.Select(first => _sheets[first])], pages);
        for (var part = 0; part * ImageLimits.PagesPerChunk < pages.Length; part++)
            _ownParts.Add(index.Value + part, (index.Value, sheet));
        return index;
    }

    /// <summary>Takes over all chunks that page maps refer to, and those that these stand upon; the maps are by the new table from then on.</summary>
    public void Include(IReadOnlyCollection<PageMap> maps)
    {
        foreach (var map in maps)
        {
            foreach (var run in map.Runs)
                IncludeBases(run);
            map.Renumber(chunk => chunk.IsEarlier ? Take(chunk.InEarlier.Value) : chunk);
        }
    }

    /// <summary>The image is written.</summary>
    public void Finish(ChunkTable table)
    {
        var sheets = new Dictionary<ChunkHash, PatchSheet>();
        for (var at = 0; at < table.Records.Length; at++)
        {
            var record = table.Records[at];
            if (record is { IsPatches: true, Part: 0 })
                sheets[record.Hash] = _ownParts.TryGetValue(at, out var own) ? own.Sheet : SheetOf(record.Hash);
        }

        _graph.Become(sheets);
    }

    private void IncludeBases(PageRun run)
    {
        var (sheet, part) = SheetOf(run.Chunk);
        if (sheet is null)
            return;
        var first = (part * ImageLimits.PagesPerChunk) + (int)run.PageInChunk;
        for (var page = first; page < first + (int)run.PageCount; page++)
            sheet.Visit(page, _graph.Images + 1, TakeBase);
    }

    /// <summary>The sheet of a chunk, if it is of patches, and which part of that it is.</summary>
    private (PatchSheet? Sheet, int Part) SheetOf(ChunkIndex chunk)
    {
        var at = chunk.IsEarlier ? chunk.InEarlier.Value : chunk.Value;
        if (chunk.IsEarlier)
            return (_sheets[at], _earlier.Chunks.Records[at].Part);
        return _ownParts.TryGetValue(at, out var own) ? (own.Sheet, at - own.First) : default;
    }

    private PatchSheet SheetOf(ChunkHash chunk) =>
        _graph.Find(chunk) ?? throw new InvalidOperationException("patches of an earlier image are not known");

    private void TakeBase(ChunkHash chunk) => Take(_earlier.PlaceOf(chunk));

    /// <summary>Takes over a chunk, if that has not been done.</summary>
    public ChunkIndex Take(int at)
    {
        var records = _earlier.Chunks.Records;
        var first = FirstPart(at);
        if (_taken[first] < 0)
        {
            var end = first + 1;
            while (end < records.Length && records[end].Part > 0)
                end++;
            _taken[first] = _pack.Reuse(records.AsSpan(first..end), _earlier.Chunks.Packs[records[first].Pack]).Value;
        }

        return new ChunkIndex(_taken[first] + (at - first));
    }

    private int FirstPart(int at) => at - _earlier.Chunks.Records[at].Part;
}
