using Perdure.Kernel.Calls;

namespace Perdure.Store.Codecs;

/// <summary>Decompresses chunks, on one thread at a time; a reader keeps a few of them.</summary>
internal sealed class ChunkUnpacker : IDisposable
{
    private readonly CompressionZstd _zstd = new();
    private readonly AlignedBuffer _room;

    /// <summary>An unpacker with <paramref name="roomBytes"/> of room for stored bytes.</summary>
    public ChunkUnpacker(int roomBytes) => _room = new AlignedBuffer(roomBytes);

    /// <summary>Its decompressor for zstd.</summary>
    public CompressionZstd Zstd => _zstd;

    /// <summary>Room for the stored bytes of any chunk, on a page border.</summary>
    public Span<byte> Room => _room.Span;

    /// <summary>Decompresses into exactly <paramref name="raw"/>. False when the bytes do not make that length.</summary>
    public bool TryUnpack(Codec codec, ReadOnlySpan<byte> stored, Span<byte> raw) => codec switch
    {
        Codec.Lz4 => CompressionLz4.Decompress(stored, raw) == raw.Length,
        Codec.Zstd => _zstd.Decompress(stored, raw) == raw.Length,
        _ => stored.Length == raw.Length && stored.TryCopyTo(raw),
    };

    public void Dispose()
    {
        _zstd.Dispose();
        _room.Dispose();
    }
}
