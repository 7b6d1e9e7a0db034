using Perdure.Kernel;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>The chunk table of an image while it grows; finds chunks that the store has already. Thread-safe.</summary>
internal sealed class ChunkIndexer
{
    private readonly object _gate = new();
    private readonly List<ChunkRecord> _records = [];
    private readonly Dictionary<ChunkHash, ChunkRecord> _known = [];
    private readonly List<string> _packs;
    private readonly Dictionary<string, int> _places;
    private readonly Catalog _catalog;

    /// <summary>An empty table.</summary>
    /// <param name="ownPack">The name of the pack that new chunks go to.</param>
    /// <param name="catalog">Knows the chunks of other packs. The caller holds the use lock.</param>
    public ChunkIndexer(string ownPack, Catalog catalog)
    {
        _packs = [ownPack];
        _places = new Dictionary<string, int> { [ownPack] = 0 };
        _catalog = catalog;
    }

    /// <summary>The index of one more chunk.</summary>
    /// <param name="parts">How many parts it has.</param>
    public ChunkIndex Next(int parts = 1)
    {
        lock (_gate)
        {
            var first = _records.Count;
            if (first > ImageLimits.Chunks - parts)
                throw new PerdureException($"cannot write the image: it has more than {ImageLimits.Chunks} chunks");
            for (var part = 0; part < parts; part++)
                _records.Add(default);
            return new ChunkIndex(first);
        }
    }

    /// <summary>A chunk of which nobody knows whether it is new.</summary>
    public void Set(ChunkIndex index, ChunkRecord record)
    {
        lock (_gate)
            _records[index.Value] = record;
    }

    /// <summary>A chunk with its identity. False when the store has it already: then it is found there, and is not to be written.</summary>
    public bool SetUnlessKnown(ChunkIndex index, ChunkRecord record)
    {
        lock (_gate)
        {
            if (Find(record) is { } known)
            {
                _records[index.Value] = known;
                return false;
            }
            _known[record.Hash] = _records[index.Value] = record;
            return true;
        }
    }

    /// <summary>One more chunk, which the store has: another image refers to it, and the caller keeps that from being collected.</summary>
    /// <param name="parts">Its parts; one, if it is not of patches.</param>
    /// <param name="pack">Where it lies.</param>
    /// <returns>The index of the first part.</returns>
    public ChunkIndex Reuse(ReadOnlySpan<ChunkRecord> parts, string pack)
    {
        lock (_gate)
        {
            var index = Next(parts.Length);
            if (PlaceOf(pack) is not { } place)
                throw new PerdureException($"cannot write the image: its chunks lie in more than {ImageLimits.Packs} packs");
            for (var part = 0; part < parts.Length; part++)
                _records[index.Value + part] = parts[part] with { Pack = place };
            if (parts[0] is { Hash.IsKnown: true, IsPatches: false })
                _known.TryAdd(parts[0].Hash, _records[index.Value]);
            return index;
        }
    }

    /// <summary>A chunk of patches, which is new.</summary>
    /// <param name="first">The index of its first part.</param>
    /// <param name="record">Where it lies.</param>
    /// <param name="pages">How many pages it has.</param>
    public void SetPatches(ChunkIndex first, ChunkRecord record, int pages)
    {
        lock (_gate)
        {
            foreach (var part in record.Parts(pages))
                _records[first.Value + part.Part] = part;
        }
    }

    /// <summary>The identity of a chunk that is set already.</summary>
    public ChunkHash HashOf(ChunkIndex chunk)
    {
        lock (_gate)
            return _records[chunk.Value].Hash;
    }

    public ChunkTable ToTable()
    {
        lock (_gate)
            return new ChunkTable([.. _packs], [.. _records]);
    }

    private ChunkRecord? Find(ChunkRecord record)
    {
        if (_known.TryGetValue(record.Hash, out var own))
            return own.Codec == record.Codec && own.RawLength == record.RawLength ? own : null;
        if (_catalog.FindChunk(record.Hash, record.Codec, record.RawLength, record.StoredLength) is not { } place)
            return null;
        return PlaceOf(place.Pack) is { } pack ? _known[record.Hash] = record with { Pack = pack, Offset = place.Offset } : null;
    }

    /// <summary>The place of a pack in the list; null if the list is full.</summary>
    private int? PlaceOf(string pack)
    {
        if (_places.TryGetValue(pack, out var place))
            return place;
        if (_packs.Count == ImageLimits.Packs)
            return null;
        _places.Add(pack, _packs.Count);
        _packs.Add(pack);
        return _packs.Count - 1;
    }
}
