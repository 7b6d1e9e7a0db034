using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>
/// An image of a series: what its patches stand upon, and which chunks of the earlier image it takes over. The first has no earlier one; its patches stand upon pages that were copied shortly before.
/// One thread at a time.
/// </summary>
internal sealed class Succession
{
    private readonly ImageReader? _earlier;
    private readonly ChunkRecord[] _earlierRecords;
    private readonly PatchGraph _graph;
    private readonly PackWriter _pack;

    // By the earlier image's table: where the chunk is in the new one, or -1; of chunks with several parts by the first.
    private readonly int[] _taken;
    private readonly PatchSheet?[] _sheets;
    private readonly Dictionary<int, (int First, PatchSheet Sheet)> _ownParts = [];
    private readonly Dictionary<ChunkHash, int> _own = [];
    private readonly HashSet<int> _ownBases = [];

    public Succession(ImageReader? earlier, PatchGraph graph, PackWriter pack)
    {
        _earlier = earlier;
        _graph = graph;
        _pack = pack;
        var records = _earlierRecords = earlier?.Chunks.Records ?? [];
        _taken = new int[records.Length];
        Array.Fill(_taken, -1);
        _sheets = new PatchSheet?[records.Length];
        for (var at = 0; at < records.Length; at++)
            _sheets[at] = records[at].IsPatches ? SheetOf(records[at].Hash) : null;
    }

    /// <summary>Whether there is an earlier image.</summary>
    public bool HasEarlier => _earlier is not null;

    /// <summary>The new chunks that pages stand upon, by their first parts. Known once maps were included.</summary>
    public IReadOnlySet<int> OwnBases => _ownBases;

    public ChunkIndex AddPatches(PatchBatch batch)
    {
        var places = new Dictionary<ChunkHash, ushort>();
        var bases = new List<ChunkHash>();
        var sheets = new List<PatchSheet?>();
        var resolved = new (ushort Place, int Part)[batch.Bases.Count];
        for (var at = 0; at < resolved.Length; at++)
        {
            var (baseSheet, part, hash) = Resolve(batch.Bases[at]);
            if (!places.TryGetValue(hash, out var place))
            {
                places.Add(hash, place = (ushort)bases.Count);
                bases.Add(hash);
                sheets.Add(baseSheet);
            }

            resolved[at] = (place, part);
        }

        var pages = new PatchedPage[batch.Count];
        for (var at = 0; at < pages.Length; at++)
        {
            var page = batch.Pages[at];
            pages[at] = new PatchedPage(page.Changed, resolved[page.Base].Place, (ushort)((resolved[page.Base].Part * ImageLimits.PagesPerChunk) + page.PageInBase));
        }

        ChunkHash[] identities = [.. bases];
        var index = _pack.Add(batch, identities, pages);
        var sheet = new PatchSheet(identities, [.. sheets], pages);
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

        foreach (var sheet in sheets.Values)
            sheet.Forget(sheets.ContainsKey);
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
            return (_sheets[at], _earlierRecords[at].Part);
        return _ownParts.TryGetValue(at, out var own) ? (own.Sheet, at - own.First) : default;
    }

    /// <summary>The same, and the identity of the whole chunk.</summary>
    private (PatchSheet? Sheet, int Part, ChunkHash Hash) Resolve(ChunkIndex chunk)
    {
        var (sheet, part) = SheetOf(chunk);
        if (chunk.IsEarlier)
            return (sheet, part, _earlierRecords[chunk.InEarlier.Value].Hash);
        var hash = _pack.HashOf(chunk);
        _own[hash] = chunk.Value - part;
        return (sheet, part, hash);
    }

    private PatchSheet SheetOf(ChunkHash chunk) =>
        _graph.Find(chunk) ?? throw new InvalidOperationException("patches of an earlier image are not known");

    private void TakeBase(ChunkHash chunk)
    {
        if (_own.TryGetValue(chunk, out var own))
            _ownBases.Add(own);
        else
            Take(_earlier!.PlaceOf(chunk));
    }

    /// <summary>Takes over a chunk, if that has not been done.</summary>
    public ChunkIndex Take(int at)
    {
        var records = _earlierRecords;
        var first = at - records[at].Part;
        if (_taken[first] < 0)
        {
            var end = first + 1;
            while (end < records.Length && records[end].Part > 0)
                end++;
            _taken[first] = _pack.Reuse(records.AsSpan(first..end), _earlier!.Chunks.Packs[records[first].Pack]).Value;
        }

        return new ChunkIndex(_taken[first] + (at - first));
    }
}
