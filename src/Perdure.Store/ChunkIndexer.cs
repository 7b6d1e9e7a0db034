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
    private long _newBytes;

    /// <summary>An empty table.</summary>
    /// <param name="ownPack">The name of the pack that new chunks go to.</param>
    /// <param name="catalog">Knows the chunks of other packs. The caller holds the use lock.</param>
    public ChunkIndexer(string ownPack, Catalog catalog)
    {
        _packs = [ownPack];
        _places = new Dictionary<string, int> { [ownPack] = 0 };
        _catalog = catalog;
    }

    /// <summary>Stored bytes of the chunks that are new to the store.</summary>
    public long NewBytes
    {
        get
        {
            lock (_gate)
                return _newBytes;
        }
    }

    /// <summary>The index of one more chunk.</summary>
    public ChunkIndex Next()
    {
        lock (_gate)
        {
            if (_records.Count == ImageLimits.Chunks)
                throw new PerdureException($"cannot write the image: it has more than {ImageLimits.Chunks} chunks");
            _records.Add(default);
            return new ChunkIndex(_records.Count - 1);
        }
    }

    /// <summary>A chunk of which nobody knows whether it is new.</summary>
    public void Set(ChunkIndex index, ChunkRecord record)
    {
        lock (_gate)
        {
            _records[index.Value] = record;
            _newBytes += record.StoredLength;
        }
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
            _newBytes += record.StoredLength;
            return true;
        }
    }

    /// <summary>One more chunk, which the store has: another image refers to it, and the caller keeps that from being collected.</summary>
    public ChunkIndex Reuse(ChunkRecord record, string pack)
    {
        lock (_gate)
        {
            var index = Next();
            if (PlaceOf(pack) is not { } place)
                throw new PerdureException($"cannot write the image: its chunks lie in more than {ImageLimits.Packs} packs");
            record = record with { Pack = place };
            _records[index.Value] = record;
            if (record.Hash.IsKnown)
                _known.TryAdd(record.Hash, record);
            return index;
        }
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
