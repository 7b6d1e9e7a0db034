using System.Collections.Concurrent;
using Perdure.Kernel;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>
/// Reads one checkpoint. Every byte is checked before it is believed; all members may be used from several threads, Dispose from one.
/// </summary>
public sealed class ImageReader : IDisposable
{
    private readonly ConcurrentBag<ChunkUnpacker> _unpackers = [];
    private readonly FileLock _use;
    private readonly ImageFile _image;
    private readonly ChunkTable _chunks;
    private readonly StoreLayout _layout;
    private readonly PackReader?[] _packs;
    private readonly Lazy<Dictionary<ChunkHash, int>> _byHash;
    private readonly PatchedPages _patched;
    private readonly bool _isSealed;
    private readonly StoreKey? _key;

    internal ImageReader(StoreLayout layout, string file, FileLock use, byte[] seal, StoreKey? key)
    {
        _layout = layout;
        _use = use;
        _image = ImageFile.Open(layout.Image(file));
        try
        {
            Entry = _image.ReadLabel();
            _chunks = _image.ReadChunkTable();
            _isSealed = seal.Length > 0;
            _key = key;
            SealedImage.Check(_image, Entry, _chunks, seal, key);
            _packs = new PackReader?[_chunks.Packs.Count];
            _byHash = new Lazy<Dictionary<ChunkHash, int>>(() => _chunks.PlacesByHash());
            _patched = new PatchedPages(this);
        }
        catch
        {
            _image.Dispose();
            throw;
        }
    }

    /// <summary>What the checkpoint is of.</summary>
    public CatalogEntry Entry { get; }

    /// <summary>How many chunks there are.</summary>
    public int ChunkCount => _chunks.Records.Length;

    /// <summary>Whether the chunks wait to be compressed, by <see cref="ImageStore.Compact"/>.</summary>
    public bool IsDeferred => _chunks.IsDeferred;

    internal ImageFile Image => _image;

    internal ChunkTable Chunks => _chunks;

    /// <summary>In how many packs the chunks lie.</summary>
    public int PackCount => _chunks.Packs.Count;

    /// <summary>Whether the files of all packs are there.</summary>
    public bool HasPacks => _chunks.Packs.All(pack => File.Exists(_layout.Pack(pack)));

    /// <summary>Whether there is such a section.</summary>
    public bool HasSection(SectionKind kind) => _image.Has(kind);

    /// <summary>The bytes of a section, checksum checked.</summary>
    public byte[] ReadSection(SectionKind kind)
    {
        var stored = _image.ReadSection(kind);
        if (!_isSealed || kind is SectionKind.Label or SectionKind.ChunkTable or SectionKind.Seal)
            return stored;
        return Key.TryOpen(stored, SealedImage.Bound(Entry.Id, kind), out var plain) ? plain.ToArray() : throw StoreFailure.Damaged(_image.Path, $"section {kind} is not the one that was written");
    }

    private StoreKey Key => _key
        ?? throw new PerdureException($"{_image.Path} is encrypted, and no key is named", $"name the store's key file with --key-file FILE or {KeyFile.Variable}; its file `seal` must be there");

    /// <summary>The page maps, all rules checked.</summary>
    public IReadOnlyList<PageMap> ReadPageMaps()
    {
        var what = $"the page maps of {_image.Path}";
        return HasSection(SectionKind.PackedPages)
            ? PageMapSection.Decode(ReadSection(SectionKind.PackedPages), _chunks.Records, what)
            : PageMapSection.DecodePlain(ReadSection(SectionKind.Pages), _chunks.Records, what);
    }

    /// <summary>Whether chunks have to be read from the disk. Then a single thread would leave it idle for most of the time.</summary>
    public bool IsCold => Enumerable.Range(0, _packs.Length).Any(pack => Pack(pack).IsDirect);

    /// <summary>Raw bytes of a chunk.</summary>
    public int ChunkLength(ChunkIndex chunk) => Record(chunk).RawLength;

    /// <summary>
    /// Whether a chunk is known to hold the same bytes as one of another checkpoint of the same store, without reading either: they lie
    /// at the same place, or have the same SHA-256. If not, the bytes may still be the same.
    /// </summary>
    public bool IsKnownSame(ChunkIndex chunk, ImageReader other, ChunkIndex otherChunk)
    {
        var (left, right) = (Record(chunk), other.Record(otherChunk));
        if ((left.RawLength, left.StoredLength, left.Codec, left.Part) != (right.RawLength, right.StoredLength, right.Codec, right.Part))
            return false;
        var samePlace = left.Offset == right.Offset && _chunks.Packs[left.Pack] == other._chunks.Packs[right.Pack];
        return samePlace || (left.Hash.IsKnown && left.Hash == right.Hash);
    }

    /// <summary>The raw bytes of a chunk, its checksum checked. Answers their number.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="into">Room for at least <see cref="ChunkLength"/> bytes.</param>
    /// <param name="pages">Which of its pages are needed, bit 0 is the first. Of patched chunks only these are read: each costs a walk along its past. What else is in <paramref name="into"/> is undefined.</param>
    public int ReadChunk(ChunkIndex chunk, Span<byte> into, ulong pages = ulong.MaxValue)
    {
        if (!Record(chunk).IsPatches)
            return Read(chunk, into, checkHash: false);
        _patched.Read(chunk.Value, into, pages);
        return Record(chunk).RawLength;
    }

    /// <summary>Whether its pages are read one by one, so that it is worth saying which are needed.</summary>
    public bool IsPatched(ChunkIndex chunk) => Record(chunk).IsPatches;

    /// <summary>Reads a chunk for the sake of its checksums, and of patches all rules.</summary>
    /// <returns>Raw bytes.</returns>
    internal int CheckChunk(ChunkIndex chunk, Span<byte> room)
    {
        var record = Record(chunk);
        if (IsLocked)
            return record.Part == 0 ? CheckStored(chunk, record) : record.RawLength;
        if (!record.IsPatches)
            return Read(chunk, room, checkHash: true);
        if (record.Part == 0)
            _patched.Check(chunk.Value);
        return record.RawLength;
    }

    /// <summary>Whether it is encrypted and no key is there: only checksums can be checked.</summary>
    internal bool IsLocked => _isSealed && _key is null;

    /// <summary>The place of a chunk in the table, by its identity.</summary>
    internal int PlaceOf(ChunkHash chunk) => TryPlaceOf(chunk) ?? throw StoreFailure.Damaged(_image.Path, "a chunk that patches stand upon is missing in its table");

    /// <summary>The same; null if it is not there.</summary>
    internal int? TryPlaceOf(ChunkHash chunk) => _byHash.Value.TryGetValue(chunk, out var at) ? at : null;

    /// <summary>The bytes of a chunk as they lie in its pack, all checksums checked.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="room">Room on a page border (<see cref="PackReader.RoomFor"/>).</param>
    internal ReadOnlySpan<byte> ReadAsStored(ChunkIndex chunk, Span<byte> room) => ReadStored(chunk, Record(chunk), room, checkHash: true);

    internal PatchForm ReadPatches(int first, bool checkHash)
    {
        var record = Record(new ChunkIndex(first));
        var unpacker = RentUnpacker();
        try
        {
            var stored = ReadPlain(new ChunkIndex(first), record, unpacker.Room, checkHash);
            return PatchForm.Decode(stored, _chunks.RawLength(first) / ImageLimits.PageBytes, unpacker.Zstd, $"chunk {first} of checkpoint {Entry.Id}");
        }
        finally
        {
            _unpackers.Add(unpacker);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_unpackers.TryTake(out var unpacker))
            unpacker.Dispose();
        foreach (var pack in _packs)
            pack?.Dispose();
        _image.Dispose();
        _use.Dispose();
    }

    private int Read(ChunkIndex chunk, Span<byte> into, bool checkHash)
    {
        var record = Record(chunk);
        var unpacker = RentUnpacker();
        try
        {
            var stored = ReadPlain(chunk, record, unpacker.Room, checkHash);
            return unpacker.TryUnpack(record.Codec, stored, into[..record.RawLength])
                ? record.RawLength
                : throw Damaged(chunk, $"it does not decompress to {record.RawLength} bytes");
        }
        finally
        {
            _unpackers.Add(unpacker);
        }
    }

    private ChunkUnpacker RentUnpacker() => _unpackers.TryTake(out var unpacker) ? unpacker : new ChunkUnpacker(PackReader.RoomFor(ImageLimits.StoredChunkBytes));

    // An index may come from another section of the image, and so from hostile bytes.
    private ChunkRecord Record(ChunkIndex chunk) => (uint)chunk.Value < (uint)_chunks.Records.Length
        ? _chunks.Records[chunk.Value]
        : throw StoreFailure.Damaged(_image.Path, $"it has {_chunks.Records.Length} chunks, and chunk {chunk.Value} is asked for");

    private int CheckStored(ChunkIndex chunk, ChunkRecord record)
    {
        var unpacker = RentUnpacker();
        try
        {
            _ = ReadStored(chunk, record, unpacker.Room, checkHash: true);
            return record.RawLength;
        }
        finally
        {
            _unpackers.Add(unpacker);
        }
    }

    /// <summary>The bytes that the codec made.</summary>
    private ReadOnlySpan<byte> ReadPlain(ChunkIndex chunk, ChunkRecord record, Span<byte> room, bool checkHash)
    {
        var stored = ReadStored(chunk, record, room, checkHash);
        if (!_isSealed)
            return stored;
        return Key.TryOpen(stored, SealedImage.Bound(record.Codec, _chunks.RawLength(_chunks.FirstPart(chunk.Value))), out var plain) ? plain : throw Damaged(chunk, "it was not encrypted with the key of this store");
    }

    private Span<byte> ReadStored(ChunkIndex chunk, ChunkRecord record, Span<byte> room, bool checkHash)
    {
        var read = Pack(record.Pack).Read(record.Offset, record.StoredLength, room, out var stored);
        if (!read.Ok)
            throw StoreFailure.Of(read.Error, $"read chunk {chunk.Value} from", PathOf(record.Pack));
        if (read.Value != stored.Length)
            throw Damaged(chunk, $"{PathOf(record.Pack)} ends before it");
        if (QuickSum.Of(stored) != record.Sum)
            throw Damaged(chunk, "its checksum is wrong");
        if (checkHash && record.Hash.IsKnown && ChunkHash.Of(stored) != record.Hash)
            throw Damaged(chunk, "its SHA-256 is wrong");
        return stored;
    }

    private PackReader Pack(int index)
    {
        if (Volatile.Read(ref _packs[index]) is { } open)
            return open;
        if (!File.Exists(PathOf(index)))
            throw StoreFailure.Damaged($"checkpoint {Entry.Id}", $"its pack {PathOf(index)} is not there");
        var opened = new PackReader(PathOf(index));
        if (Interlocked.CompareExchange(ref _packs[index], opened, null) is not { } other)
            return opened;
        opened.Dispose();
        return other;
    }

    private string PathOf(int pack) => _layout.Pack(_chunks.Packs[pack]);

    private PerdureException Damaged(ChunkIndex chunk, string why) =>
        StoreFailure.Damaged($"chunk {chunk.Value} of checkpoint {Entry.Id}", why);
}
