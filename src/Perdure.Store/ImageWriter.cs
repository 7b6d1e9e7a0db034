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
    private ImageReader? _earlier;

    internal ImageWriter(ImageStore store, CheckpointLabel label, ImageCompression compression, bool cached)
    {
        _store = store;
        _label = label;
        _created = store.Clock.GetUtcNow();
        _claim = Claim.New(store.Layout);
        try
        {
            _pack = new PackWriter(_claim.Stem, store.Layout.UnfinishedPack(_claim.Stem), store.Catalog, compression, cached);
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

    /// <summary>Adds a section; each kind at most once.</summary>
    public void AddSection(SectionKind kind, ReadOnlySpan<byte> payload)
    {
        Assert.Always(kind is not (SectionKind.Label or SectionKind.ChunkTable));
        _image.Add(kind, payload.ToArray());
    }

    /// <summary>
    /// Has the page maps refer to chunks of an earlier image, where <see cref="PageMap.BecomeEarlier"/> said so: what has not changed since is not written again, and the new image is
    /// whole without the earlier one.
    /// </summary>
    /// <param name="earlier">That image. It stays open until <see cref="Commit"/>.</param>
    public void GoOnFrom(ImageReader earlier) => _earlier = earlier;

    /// <summary>Adds the section <see cref="SectionKind.Pages"/>; the maps are by chunks of the new image from then on.</summary>
    public void AddPageMaps(IReadOnlyCollection<PageMap> maps)
    {
        var reused = new Dictionary<ChunkIndex, ChunkIndex>();
        foreach (var map in maps)
            map.Renumber(chunk => chunk.IsEarlier ? Reuse(chunk, reused) : chunk);
        _image.Add(SectionKind.Pages, PageMapSection.Encode(maps));
    }

    /// <summary>Waits for the workers, puts all on disk, and makes the checkpoint visible. Throws the first failure of a worker.</summary>
    public CatalogEntry Commit(ImageTotals totals)
    {
        Assert.Always(!_claim.Committed);
        var table = _pack.Finish();
        var entry = new CatalogEntry(
            Id, _label.Name, DateTimeOffset.FromUnixTimeMilliseconds(_created.ToUnixTimeMilliseconds()), _label.RootPid, _label.Command,
            totals.Processes, totals.Threads, totals.MemoryBytes,
            table.StoredBytes + _image.PayloadBytes, _pack.NewBytes + _image.PayloadBytes);
        ImagePublisher.Publish(_store.Layout, _claim, _image, entry, table);
        _store.Catalog.Add(entry, _claim.Stem, table);
        _claim.Committed = true;
        return entry;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pack.Dispose();
        _claim.Dispose();
        Buffers.Dispose();
    }

    private ChunkIndex Reuse(ChunkIndex chunk, Dictionary<ChunkIndex, ChunkIndex> reused)
    {
        Assert.Always(_earlier is not null);
        if (reused.TryGetValue(chunk, out var known))
            return known;
        var (record, pack) = _earlier!.PlaceOf(chunk.InEarlier);
        return reused[chunk] = _pack.Reuse(record, pack);
    }
}
