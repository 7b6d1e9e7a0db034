using Perdure.Store.Bytes;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>Turns buffers into chunks of a pack, on one thread.</summary>
internal sealed class ChunkWorker : IDisposable
{
    private readonly ChunkIndexer _chunks;
    private readonly PackFile _pack;
    private readonly ChunkPacker? _packer;
    private readonly PackExtent? _extent;

    public ChunkWorker(PackFile pack, ChunkIndexer chunks, ImageCompression compression)
    {
        _pack = pack;
        _chunks = chunks;
        if (compression == ImageCompression.Inline)
        {
            _packer = new ChunkPacker(ImageLimits.ChunkBytes);
            _extent = new PackExtent(pack);
        }
    }

    public void Store(PageBuffer buffer, ChunkIndex index)
    {
        if (_packer is null)
            StoreAsIs(buffer, index);
        else
            StorePacked(buffer, index);
    }

    /// <summary>Writes what is still in memory.</summary>
    public void Finish() => _extent?.Write();

    public void Dispose()
    {
        _packer?.Dispose();
        _extent?.Dispose();
    }

    private void StoreAsIs(PageBuffer buffer, ChunkIndex index)
    {
        var padded = PackFile.Padded(buffer.Length);
        buffer.Bytes[buffer.Length..padded].Clear();
        var offset = _pack.Reserve(padded);
        _chunks.Set(index, new ChunkRecord(0, offset, buffer.Length, buffer.Length, Codec.Raw, QuickSum.Of(buffer.Content), default));
        _pack.Write(buffer.Bytes[..padded], offset);
    }

    private void StorePacked(PageBuffer buffer, ChunkIndex index)
    {
        var stored = _packer!.Pack(buffer.Content, out var codec);
        var place = _extent!.MakeRoom(stored.Length);
        var record = new ChunkRecord(0, place, stored.Length, buffer.Length, codec, QuickSum.Of(stored), ChunkHash.Of(stored));
        if (_chunks.SetUnlessKnown(index, record))
            _extent.Append(stored);
    }
}
