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
    private readonly Dictionary<CheckpointId, (CatalogEntry Entry, string Stem, string File)> _images = [];
    private readonly Dictionary<ChunkIdentity, PackPlace> _chunks = [];
    private readonly HashSet<string> _packs = [];
    private bool _chunksKnown;

    private BucketPlace(Bucket bucket, ImageStore own)
    {
        (_bucket, _own) = (bucket, own);
        _cache = new ImageCache(own, bucket.Name);
        var files = _cache.Fetch(bucket.List("images/"), (name, into) => bucket.Download("images/" + name, into.Append), own);
        foreach (var (stem, file) in files.OrderByDescending(one => one.Key, StringComparer.Ordinal))
            Know(stem, file);
        Seal = bucket.TryGet(SealKey, 1024) is { } bytes ? StoreSeal.Decode(bytes, bucket.Name + SealKey) : files.Count > 0 ? default : own.Seal;
        _sealIsThere = files.Count > 0;
    }

    private bool _sealIsThere;

    /// <inheritdoc cref="ISource.Name"/>
    public string Name => _bucket.Name;

    /// <inheritdoc cref="ISource.Seal"/>
    public ReadOnlyMemory<byte> Seal { get; }

    public static BucketPlace Open(string bucket, string prefix, ImageStore own)
    {
        var opened = new Bucket(bucket, prefix);
        try
        {
            return new BucketPlace(opened, own);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public IReadOnlyList<CatalogEntry> List() => [.. _images.Values.Select(image => image.Entry).OrderBy(entry => entry.Created).ThenBy(entry => entry.Id.Value, StringComparer.Ordinal)];

    public bool Has(CheckpointId id) => _images.ContainsKey(id);

    public ISourceImage Open(CheckpointId id) => new BucketSourceImage(_bucket, _images[id].File);

    public ITargetImage Begin(string imageFile)
    {
        if (!_sealIsThere && !Seal.IsEmpty)
            _bucket.Put(SealKey, new MemoryStream(StoreSeal.Encode(Seal.Span)));
        _sealIsThere = true;
        KnowChunks();
        return new BucketTargetImage(_bucket, new ScratchFile(_own), imageFile, _cache, identity => _chunks.TryGetValue(identity, out var place) ? place : null, Know);
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    /// <summary>An image that is there. One that can't be read is left out, as a store leaves it out when it builds its catalog; of several of one checkpoint the newest counts, which comes first.</summary>
    private void Know(string stem, string file)
    {
        try
        {
            var entry = ImageMove.LabelOf(file);
            _images.TryAdd(entry.Id, (entry, stem, file));
            if (!_chunksKnown)
                return;
            _packs.Add(stem);
            KnowChunks(file);
        }
        catch (PerdureException)
        {
            // As said.
        }
    }

    private void KnowChunks()
    {
        if (_chunksKnown)
            return;
        foreach (var (name, _) in _bucket.List("packs/"))
            _packs.Add(Path.GetFileNameWithoutExtension(name));
        foreach (var image in _images.Values)
            KnowChunks(image.File);
        _chunksKnown = true;
    }

    private void KnowChunks(string file)
    {
        foreach (var chunk in ImageMove.ChunksOf(file).Where(chunk => _packs.Contains(chunk.Place.Pack)))
            _chunks.TryAdd(chunk.Identity, chunk.Place);
    }
}
