using Amazon.S3.Model;
using Perdure.Elsewhere.Places;
using Perdure.Kernel.Faults;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>A checkpoint on its way into a bucket: a pack of what lacked there, in parts if it is large, and then the image, by which it is seen.</summary>
internal sealed class BucketTargetImage : ITargetImage
{
    private const int LeastPartBytes = 8 << 20;
    private const int MostParts = 9_000;
    private readonly Bucket _bucket;
    private readonly ImageMove _move;
    private readonly ScratchFile _image;
    private readonly Action<string, string, ScratchFile> _know;
    private readonly List<PartETag> _parts = [];
    private readonly MemoryStream _part = new();
    private readonly long _partBytes;
    private string? _upload;
    private long _sent;

    /// <param name="bucket">The bucket.</param>
    /// <param name="image">Where the new image is put together; keeps its name, too, and the local store from collecting.</param>
    /// <param name="imageFile">The image.</param>
    /// <param name="seal">What the bucket is encrypted with.</param>
    /// <param name="find">Where the bucket has a chunk.</param>
    /// <param name="know">Is told stem, ETag and file of the image when it is there.</param>
    public BucketTargetImage(Bucket bucket, ScratchFile image, string imageFile, ReadOnlySpan<byte> seal, Func<ChunkIdentity, PackPlace?> find, Action<string, string, ScratchFile> know)
    {
        (_bucket, _image, _know) = (bucket, image, know);
        try
        {
            _move = new ImageMove(imageFile, image.Stem, seal, find);
            _partBytes = Math.Max(LeastPartBytes, _move.MissingBytes / MostParts);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public int ChunkCount => _move.ChunkCount;

    public IReadOnlyList<PlacedChunk> Missing => _move.Missing;

    private string PackKey => $"packs/{_image.Stem}.pack";

    public void AddChunk(int index, ReadOnlySpan<byte> stored)
    {
        _move.Accept(index, stored, _sent + _part.Length);
        _part.Write(stored);
        if (_part.Length >= _partBytes)
            SendPart();
    }

    public bool Commit()
    {
        if (_upload is null)
        {
            _part.Position = 0;
            _bucket.Put(PackKey, new MemoryStream(_part.GetBuffer(), 0, (int)_part.Length));
        }
        else
        {
            if (_part.Length > 0)
                SendPart();
            _bucket.EndParts(PackKey, _upload, _parts);
            _upload = null;
        }

        FailurePoints.Reach("bucket-pack-there");
        _move.Write(_image);
        string tag;
        using (var content = _image.OpenRead())
            tag = _bucket.Put($"images/{_image.Stem}.img", content);
        _know(_image.Stem, tag, _image);
        return true;
    }

    public void Dispose()
    {
        if (_upload is not null)
            _bucket.DropParts(PackKey, _upload);
        _part.Dispose();
        _move.Dispose();
        _image.Dispose();
    }

    private void SendPart()
    {
        _upload ??= _bucket.BeginParts(PackKey);
        _parts.Add(_bucket.PutPart(PackKey, _upload, _parts.Count + 1, new MemoryStream(_part.GetBuffer(), 0, (int)_part.Length)));
        FailurePoints.Reach("bucket-part-sent");
        _sent += _part.Length;
        _part.SetLength(0);
    }
}
