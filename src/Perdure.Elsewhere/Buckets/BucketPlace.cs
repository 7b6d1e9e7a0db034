using Perdure.Elsewhere.Places;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>A bucket whose objects are the files of a store. What is there is known from the images.</summary>
internal sealed class BucketPlace : ISource, ITarget
{
    private const string SealKey = "seal";
    private readonly Bucket _bucket;
    private readonly ImageStore _own;
    private readonly ImageCache _cache;
    private readonly Dictionary<CheckpointId, (CatalogEntry Entry, string File)> _images = [];
    private readonly Dictionary<ChunkIdentity, PackPlace> _chunks = [];
    private readonly HashSet<string> _packs;
    private readonly List<string> _leftOut = [];
    private readonly bool _isTarget;
    private bool _sealIsThere;

    private BucketPlace(Bucket bucket, OwnStore own, bool isTarget)
    {
        (_bucket, _isTarget) = (bucket, isTarget);

        // Images before packs: a pack is there before its image is.
        var images = bucket.List("images/").Select(item => (Stem: Path.GetFileNameWithoutExtension(item.Name), item.Name, item.Tag))
            .Where(item => item.Name == item.Stem + ".img" && CheckpointId.IsWellFormed(item.Stem)).ToList();
        _packs = [.. bucket.List("packs/").Select(item => Path.GetFileNameWithoutExtension(item.Name))];
        ReadOnlyMemory<byte>? seal = images.Count > 0 ? ReadOnlyMemory<byte>.Empty : new ReadOnlyMemory<byte>?();
        if (bucket.TryGet(SealKey, 1024) is { } bytes)
            seal = StoreSeal.Decode(bytes, bucket.Name + SealKey);
        _sealIsThere = images.Count > 0;
        _own = own(seal);
        Seal = seal ?? _own.Seal;
        _cache = new ImageCache(_own, bucket.Name);
        FindAll(images);
    }

    /// <inheritdoc cref="ISource.Name"/>
    public string Name => _bucket.Name;

    /// <inheritdoc cref="ISource.Seal"/>
    public ReadOnlyMemory<byte> Seal { get; }

    public static BucketPlace Open(string bucket, string prefix, OwnStore own, bool isTarget)
    {
        var opened = new Bucket(bucket, prefix);
        try
        {
            return new BucketPlace(opened, own, isTarget);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> LeftOut => _leftOut;

    public IReadOnlyList<CatalogEntry> List() => [.. _images.Values.Select(image => image.Entry).OrderBy(entry => entry.Created).ThenBy(entry => entry.Id.Value, StringComparer.Ordinal)];

    public bool Has(CheckpointId id) => _images.ContainsKey(id);

    public ISourceImage? TryOpen(CheckpointId id) => _images.TryGetValue(id, out var image) ? new BucketSourceImage(_bucket, image.File) : null;

    public ITargetImage Begin(string imageFile)
    {
        if (!_sealIsThere && !Seal.IsEmpty)
            _bucket.Put(SealKey, new MemoryStream(StoreSeal.Encode(Seal.Span)));
        _sealIsThere = true;
        return new BucketTargetImage(_bucket, new ScratchFile(_own), imageFile, Seal.Span, identity => _chunks.TryGetValue(identity, out var place) ? place : null, Know);
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    private void FindAll(IEnumerable<(string Stem, string Name, string Tag)> images)
    {
        var used = new HashSet<string>();

        // Of several of one checkpoint the newest counts, as in a store.
        foreach (var (stem, name, tag) in images.OrderByDescending(image => image.Stem, StringComparer.Ordinal))
        {
            if (_cache.Find(stem, tag, into => _bucket.Download("images/" + name, into.Append)) is { } image)
            {
                used.Add(image.File);
                Know(image);
                continue;
            }

            _leftOut.Add($"{Name}images/{name} is left out: it is damaged, or of a newer perdure");
        }

        _cache.Clean(used);
    }

    private void Know(string stem, string tag, ScratchFile file)
    {
        _packs.Add(stem);
        try
        {
            if (_cache.Keep(stem, tag, file) is { } image)
                Know(image);
        }
        catch (PerdureException)
        {
            // It is in the bucket, and that is what was asked for; what is not kept here is fetched when it is needed.
        }
    }

    /// <summary>One whose packs are not all there can't be restored, and is as if it were not there: so a push brings it anew.</summary>
    private void Know(CachedImage image)
    {
        var (entry, packs, chunks) = image.Outline;
        if (packs.FirstOrDefault(pack => !_packs.Contains(pack)) is { } missing)
        {
            _leftOut.Add($"{Name}images/{image.Stem}.img (checkpoint {entry.Id}) is left out: packs/{missing}.pack is missing");
            return;
        }

        _images.TryAdd(entry.Id, (entry, image.File));
        if (!_isTarget)
            return;
        foreach (var chunk in chunks)
            _chunks.TryAdd(chunk.Identity, chunk.Place);
    }
}
