using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Writes one checkpoint. Nobody sees it before <see cref="Commit"/>; Dispose without Commit, or the death of the process, leaves
/// nothing of it.
/// <see cref="AddChunk"/> may be called from several threads; the rest from one.
/// </summary>
public sealed class ImageWriter : IDisposable
{
    // 12 MB: enough to keep the workers busy while the caller reads, little enough to stay in the processor's caches.
    private const int BufferCount = 48;
    private readonly ImageFileBuilder _image = new();
    private readonly ImageStore _store;
    private readonly CheckpointLabel _label;
    private readonly DateTimeOffset _created;
    private readonly Claim _claim;
    private readonly PackWriter _pack;
    private readonly HashSet<int> _pages = [];
    private Succession? _succession;
    private IReadOnlyCollection<PageMap>? _maps;

    internal ImageWriter(ImageStore store, CheckpointLabel label, ImageCompression compression, bool cached)
    {
        _store = store;
        _label = label;
        _created = store.Clock.GetUtcNow();
        _claim = store.NewClaim();
        try
        {
            _pack = new PackWriter(_claim.Stem, store.Layout.UnfinishedPack(_claim.Stem), store.Catalog, compression, cached, store.Key);
        }
        catch
        {
            _claim.Dispose();
            throw;
        }
    }

    /// <summary>The id that the checkpoint will have.</summary>
    public CheckpointId Id => new(_claim.Stem);

    /// <summary>Where to rent the buffers for <see cref="AddChunk"/>.</summary>
    public PageBufferPool Buffers { get; } = new(BufferCount);

    /// <summary>
    /// Hands a buffer over; it goes back to its pool by itself. Checksum, compression and writing happen on other threads. Throws what
    /// failed there, once something did. Chunks that begin at the same place of a memory object each time (whole multiples of 64 pages) are
    /// recognized in the next checkpoint and not stored twice.
    /// </summary>
    public ChunkIndex AddChunk(PageBuffer buffer) => _pack.Add(buffer);

    /// <summary>The same for pages that page maps refer to. If none does in the end, because all of them were copied once more, the bytes are given up.</summary>
    public ChunkIndex AddPages(PageBuffer buffer)
    {
        var chunk = _pack.Add(buffer);
        lock (_pages)
            _pages.Add(chunk.Value);
        return chunk;
    }

    /// <summary>Adds a section; each kind at most once.</summary>
    public void AddSection(SectionKind kind, ReadOnlySpan<byte> payload)
    {
        Assert.Always(kind is not (SectionKind.Label or SectionKind.ChunkTable or SectionKind.Seal));
        _image.Add(kind, SealedImage.Hide(_store.Key, Id, kind, payload));
    }

    /// <summary>
    /// Has the page maps refer to chunks of an earlier image, where <see cref="PageMap.BecomeEarlier"/> said so: what has not changed since is not written again, and the new image is
    /// whole without the earlier one.
    /// </summary>
    /// <param name="earlier">That image, which stays open until <see cref="Commit"/>; null for the first of a series.</param>
    /// <param name="patches">What the chunks of patches of that image stand upon; afterwards the same of the new image.</param>
    public void GoOnFrom(ImageReader? earlier, PatchGraph patches) => _succession = new Succession(earlier, patches, _pack);

    /// <summary>Waits until all chunks so far may be what patches stand upon.</summary>
    public void AwaitIdentities() => _pack.Drain();

    /// <summary>
    /// Hands changed blocks of pages over that lie in the earlier image (<see cref="GoOnFrom"/>), or in this one since before <see cref="AwaitIdentities"/>. Each 64 of its pages are a chunk of their own; the chunks follow one another.
    /// </summary>
    /// <returns>The first of them.</returns>
    public ChunkIndex AddPatches(PatchBatch batch)
    {
        Assert.Always(_succession is not null && batch.Count > 0);
        var first = _succession!.AddPatches(batch);
        lock (_pages)
            _pages.Add(first.Value);
        return first;
    }

    /// <summary>Whether <see cref="GoOnFrom"/> was called.</summary>
    public bool GoesOn => _succession is { HasEarlier: true };

    /// <summary>Has the new image refer to a chunk of the earlier one (<see cref="GoOnFrom"/>), which is not written again.</summary>
    /// <param name="inEarlier">Its place there.</param>
    /// <returns>Its place in the new one.</returns>
    public ChunkIndex TakeOver(ChunkIndex inEarlier)
    {
        Assert.Always(_succession is not null);
        return _succession!.Take(inEarlier.Value);
    }

    /// <summary>Adds the section <see cref="SectionKind.PackedPages"/>; the maps are by chunks of the new image from then on.</summary>
    public void AddPageMaps(IReadOnlyCollection<PageMap> maps)
    {
        _succession?.Include(maps);
        _maps = maps;
    }

    /// <summary>Waits for the workers, puts all on disk, and makes the checkpoint visible. Throws the first failure of a worker.</summary>
    public CatalogEntry Commit(ImageTotals totals)
    {
        Assert.Always(!_claim.Committed);
        var table = _pack.Finish(GiveUpSuperseded);
        if (_maps is not null)
            AddSection(SectionKind.PackedPages, PageMapSection.Encode(_maps, table.Records));
        var entry = new CatalogEntry(
            Id, _label.Name, DateTimeOffset.FromUnixTimeMilliseconds(_created.ToUnixTimeMilliseconds()), _label.RootPid, _label.Command,
            totals.Processes, totals.Threads, totals.MemoryBytes, 0, 0);
        if (_store.Key is { } key)
            _image.Add(SectionKind.Seal, SealedImage.Seal(key, _store.Seal.Span, entry, table, _image.SectionHashes));
        entry = entry with { StoredBytes = table.StoredBytes + _image.PayloadBytes, UniqueBytes = table.NewBytes + _image.PayloadBytes };
        ImagePublisher.Publish(_store.Layout, _claim, _image, entry, table);
        _store.Catalog.Add(entry, _claim.Stem, table);
        _claim.Committed = true;
        _succession?.Finish(table);
        return entry;
    }

    private ChunkTable GiveUpSuperseded(ChunkTable table)
    {
        if (_maps is null)
            return table;
        var used = new bool[table.Records.Length];
        foreach (var run in _maps.SelectMany(map => map.Runs))
            used[table.FirstPart(run.Chunk.Value)] = true;
        foreach (var at in _succession?.OwnBases ?? new HashSet<int>())
            used[at] = true;
        return table.Without(_pages.Where(page => !used[page]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pack.Dispose();
        _claim.Dispose();
        Buffers.Dispose();
    }
}
