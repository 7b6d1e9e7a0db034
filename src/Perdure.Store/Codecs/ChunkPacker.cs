using Perdure.Kernel.Calls;

namespace Perdure.Store.Codecs;

/// <summary>
/// Gives chunks their final form, on one thread. The choice of codec depends on the bytes alone, so that equal chunks are stored as equal bytes.
/// </summary>
internal sealed class ChunkPacker : IDisposable
{
    // LZ4 restores twice as fast as zstd, so it is kept wherever it alone reaches the aimed size. docs/03-store.md has the figures.
    private const int Lz4Acceleration = 4;
    private const double Lz4Share = 0.58;
    private const int ZstdLevel = 1;
    private const double ZstdShare = 0.9;

    private readonly CompressionLz4 _lz4 = new();
    private readonly CompressionZstd _zstd = new();
    private readonly byte[] _stored;

    private readonly bool _isSmall;

    /// <summary>A packer of chunks of up to <paramref name="chunkBytes"/>.</summary>
    /// <param name="chunkBytes">Raw bytes of the largest.</param>
    /// <param name="isSmall">Whether size counts for more than the speed of reading: then zstd comes first.</param>
    public ChunkPacker(int chunkBytes, bool isSmall = false)
    {
        _isSmall = isSmall;
        _stored = GC.AllocateUninitializedArray<byte>(chunkBytes);
    }

    /// <summary>The stored form of a chunk. It is valid until the next call.</summary>
    public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> raw, out Codec codec)
    {
        // The capacity makes a compressor give up as soon as it can't reach its share.
        var length = _isSmall ? 0 : _lz4.Compress(raw, _stored.AsSpan(0, (int)(raw.Length * Lz4Share)), Lz4Acceleration);
        codec = Codec.Lz4;
        if (length > 0)
            return _stored.AsSpan(0, length);
        length = _zstd.Compress(raw, _stored.AsSpan(0, (int)(raw.Length * ZstdShare)), ZstdLevel);
        codec = length > 0 ? Codec.Zstd : Codec.Raw;
        return length > 0 ? _stored.AsSpan(0, length) : raw;
    }

    public void Dispose()
    {
        _lz4.Dispose();
        _zstd.Dispose();
    }
}
