using Perdure.Kernel;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Perdure.Store.Sealing;

namespace Perdure.Store.Transfer;

/// <summary>
/// An image of one store on its way into another: which of its chunks lack there, and the same image with a chunk table that says where they lie then. The file may be hostile.
/// Not thread-safe.
/// </summary>
public sealed class ImageMove : IDisposable
{
    private readonly ImageFile _image;
    private readonly ChunkTable _table;
    private readonly List<string> _packs;
    private readonly Dictionary<string, int> _packIndex;
    private readonly Dictionary<ChunkIdentity, PackPlace> _found = [];
    private readonly Dictionary<int, ChunkIdentity> _awaited = [];

    /// <summary>Reads an image file and looks up its chunks.</summary>
    /// <param name="imageFile">The file.</param>
    /// <param name="pack">The name of the pack that will hold what lacks.</param>
    /// <param name="seal">What the other store is encrypted with (<see cref="ImageStore.Seal"/>); the image must be so too.</param>
    /// <param name="find">Where the other store has a chunk, if it does. What it answers must stay there.</param>
    public ImageMove(string imageFile, string pack, ReadOnlySpan<byte> seal, Func<ChunkIdentity, PackPlace?> find)
        : this(imageFile, pack, seal, null, find)
    {
    }

    internal ImageMove(string imageFile, string pack, ReadOnlySpan<byte> seal, StoreKey? key, Func<ChunkIdentity, PackPlace?> find)
    {
        _packs = [pack];
        _packIndex = new Dictionary<string, int> { [pack] = 0 };
        _image = ImageFile.Open(imageFile);
        try
        {
            Entry = _image.ReadLabel();
            _table = _image.ReadChunkTable();
            SealedImage.Check(_image, Entry, _table, seal, key);
            LookUp(find);
        }
        catch
        {
            _image.Dispose();
            throw;
        }
    }

    /// <summary>What the checkpoint is of.</summary>
    public CatalogEntry Entry { get; }

    /// <summary>How many different chunks it has.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>What lacks, each chunk once, in the order of the table.</summary>
    public IReadOnlyList<PlacedChunk> Missing { get; private set; } = [];

    /// <summary>Stored bytes of what lacks.</summary>
    public long MissingBytes => Missing.Sum(chunk => (long)chunk.Identity.StoredLength);

    /// <summary>All different chunks of an image, with the places that its own store has for them.</summary>
    public static IReadOnlyList<PlacedChunk> ChunksOf(string imageFile)
    {
        using var image = ImageFile.Open(imageFile);
        return Chunks(image.ReadChunkTable(), imageFile);
    }

    /// <summary>What an image is of.</summary>
    public static CatalogEntry LabelOf(string imageFile)
    {
        using var image = ImageFile.Open(imageFile);
        return image.ReadLabel();
    }

    /// <summary>Whether it is one of the awaited chunks, whole and right; throws if it is not. From then on it is not awaited any more.</summary>
    /// <param name="index">Its place in the table.</param>
    /// <param name="stored">What came.</param>
    /// <param name="offset">Where it will lie in the pack.</param>
    public void Accept(int index, ReadOnlySpan<byte> stored, long offset)
    {
        if (!_awaited.Remove(index, out var identity))
            throw StoreFailure.Damaged($"the transfer of checkpoint {Entry.Id}", $"chunk {index} came without being asked for");
        if (stored.Length != identity.StoredLength || QuickSum.Of(stored) != _table.Records[index].Sum || ChunkHash.Of(stored) != identity.Hash)
            throw StoreFailure.Damaged($"chunk {index} of checkpoint {Entry.Id}", "what came is not what the image says");
        _found[identity] = new PackPlace(_packs[0], offset);
    }

    /// <summary>Writes the image for the other store. Precondition: all that lacked has come.</summary>
    /// <param name="into">A file that nothing was written to yet.</param>
    /// <returns>What it is of, with the sizes that it has there.</returns>
    public CatalogEntry Write(ScratchFile into)
    {
        var image = Build(out var table);
        var entry = EntryFor(image, table);
        image.Add(SectionKind.Label, LabelSection.Encode(entry));
        image.Add(SectionKind.ChunkTable, table.Encode());
        into.Fill(image);
        return entry;
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    internal CatalogEntry EntryFor(ImageFileBuilder image, ChunkTable table) => Entry with
    {
        StoredBytes = table.StoredBytes + image.PayloadBytes,
        UniqueBytes = table.NewBytes + image.PayloadBytes,
    };

    /// <summary>The image without label and chunk table, and the table that it is to have.</summary>
    internal ImageFileBuilder Build(out ChunkTable table)
    {
        if (_awaited.Count > 0)
            throw StoreFailure.Damaged($"the transfer of checkpoint {Entry.Id}", $"{_awaited.Count} chunks did not come");
        var records = new ChunkRecord[_table.Records.Length];
        for (var at = 0; at < records.Length; at++)
        {
            var record = _table.Records[at];
            var place = _found[IdentityAt(_table, at)];
            records[at] = record with { Pack = _packIndex[place.Pack], Offset = place.Offset };
        }

        table = new ChunkTable(_packs, records);
        var image = new ImageFileBuilder();
        foreach (var kind in _image.Kinds)
        {
            if (kind is not (SectionKind.Label or SectionKind.ChunkTable))
                image.Add(kind, _image.ReadSection(kind));
        }

        return image;
    }

    private static ChunkIdentity IdentityAt(ChunkTable table, int at)
    {
        var first = table.FirstPart(at);
        return new ChunkIdentity(table.Records[first], table.RawLength(first));
    }

    internal static List<PlacedChunk> Chunks(ChunkTable table, string what)
    {
        if (table.IsDeferred)
            throw new PerdureException($"{what} has chunks that wait to be compressed, and have no identity yet", "compress it where it is: perdure compact");
        var seen = new HashSet<ChunkIdentity>();
        var chunks = new List<PlacedChunk>();
        for (var at = 0; at < table.Records.Length; at++)
        {
            var record = table.Records[at];
            if (record.Part == 0 && IdentityAt(table, at) is var identity && seen.Add(identity))
                chunks.Add(new PlacedChunk(at, identity, new PackPlace(table.Packs[record.Pack], record.Offset)));
        }

        return chunks;
    }

    private void LookUp(Func<ChunkIdentity, PackPlace?> find)
    {
        var chunks = Chunks(_table, _image.Path);
        var missing = new List<PlacedChunk>();
        foreach (var chunk in chunks)
        {
            if (find(chunk.Identity) is { } place && HasPack(place.Pack))
            {
                _found.Add(chunk.Identity, place);
                continue;
            }

            missing.Add(chunk);
            _awaited.Add(chunk.Index, chunk.Identity);
        }

        (ChunkCount, Missing) = (chunks.Count, missing);
    }

    /// <summary>Whether the pack is in the list, or there is room for it.</summary>
    private bool HasPack(string pack)
    {
        if (_packIndex.ContainsKey(pack))
            return true;
        if (_packs.Count == ImageLimits.Packs)
            return false;
        _packIndex.Add(pack, _packs.Count);
        _packs.Add(pack);
        return true;
    }
}
