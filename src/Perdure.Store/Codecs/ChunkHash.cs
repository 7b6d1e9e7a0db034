using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Perdure.Store.Codecs;

/// <summary>
/// The SHA-256 of a chunk's stored bytes: with codec and raw length, its identity. All zeros: not computed yet (a deferred chunk).
/// </summary>
internal readonly record struct ChunkHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 32;

    public bool IsKnown => this != default;

    public static ChunkHash Of(ReadOnlySpan<byte> stored)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(stored, hash);
        return From(hash);
    }

    public static ChunkHash From(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash),
        BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), D);
        return bytes;
    }
}
