using Perdure.Kernel.Calls;

namespace Perdure.Store.Codecs;

/// <summary>Decompresses chunks, on one thread at a time; a reader keeps a few of them.</summary>
internal sealed class ChunkUnpacker : IDisposable
{
    private readonly CompressionZstd _zstd = new();
    private readonly byte[] _stored;

    /// <summary>An unpacker of chunks of up to <paramref name="chunkBytes"/>.</summary>
    public ChunkUnpacker(int chunkBytes) => _stored = GC.AllocateUninitializedArray<byte>(chunkBytes);

    /// <summary>Room for the stored bytes of any chunk.</summary>
    public Span<byte> Stored => _stored;

    /// <summary>Decompresses into exactly <paramref name="raw"/>. False when the bytes do not make that length.</summary>
    public bool TryUnpack(Codec codec, ReadOnlySpan<byte> stored, Span<byte> raw) => codec switch
    {
        Codec.Lz4 => CompressionLz4.Decompress(stored, raw) == raw.Length,
        Codec.Zstd => _zstd.Decompress(stored, raw) == raw.Length,
        _ => stored.Length == raw.Length && stored.TryCopyTo(raw),
    };

    public void Dispose() => _zstd.Dispose();
}
