using Perdure.Kernel.Faults;

namespace Perdure.Store.Transfer;

/// <summary>
/// A checkpoint that comes into a store from elsewhere. Nobody sees it before <see cref="Commit"/>; Dispose without it, or the death of the process, leaves nothing. Not thread-safe.
/// </summary>
public sealed class IncomingImage : IDisposable
{
    private const long MostCached = 64 << 20;
    private readonly ImageStore _store;
    private readonly Claim _claim;
    private readonly ImageMove _move;
    private readonly PackFile _pack;
    private readonly PackExtent _extent;

    /// <summary>Begins to receive one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="imageFile">The image as it came; it must stay there until Dispose.</param>
    public IncomingImage(ImageStore store, string imageFile)
    {
        _store = store;

        // It holds the use lock: what is found in the catalog stays where it is.
        _claim = store.NewClaim();
        try
        {
            _move = new ImageMove(imageFile, _claim.Stem, store.Seal.Span, store.Key, identity => Find(store, identity));
            _pack = new PackFile(store.Layout.UnfinishedPack(_claim.Stem), cached: _move.MissingBytes <= MostCached, dense: false);
            _extent = new PackExtent(_pack);
        }
        catch
        {
            _pack?.Dispose();
            _move?.Dispose();
            _claim.Dispose();
            throw;
        }
    }

    /// <summary>What lacks.</summary>
    public ImageMove Move => _move;

    /// <summary>One of the chunks that lack; it is checked first.</summary>
    public void AddChunk(int index, ReadOnlySpan<byte> stored)
    {
        if (stored.Length > ImageLimits.StoredChunkBytes)
            throw Bytes.StoreFailure.Damaged($"the transfer of checkpoint {_move.Entry.Id}", $"a chunk of {stored.Length} bytes came");
        var place = _extent.MakeRoom(stored.Length);
        _move.Accept(index, stored, place);
        _extent.Append(stored);
    }

    /// <summary>Puts all on disk and makes the checkpoint visible.</summary>
    /// <returns>False if somebody else has brought it here meanwhile.</returns>
    public bool Commit()
    {
        var image = _move.Build(out var table);
        _extent.Write();
        _pack.Flush();
        FailurePoints.Reach("pack-synced");
        var entry = _move.EntryFor(image, table);
        ImagePublisher.Publish(_store.Layout, _claim, image, entry, table);
        return _claim.Committed = _store.Catalog.TryAdd(entry, _claim.Stem, table);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _extent.Dispose();
        _pack.Dispose();
        _move.Dispose();
        _claim.Dispose();
    }

    private static PackPlace? Find(ImageStore store, ChunkIdentity identity) =>
        store.Catalog.FindChunk(identity.Hash, identity.Codec, identity.RawLength, identity.StoredLength) is { } place ? new PackPlace(place.Pack, place.Offset) : null;
}
