using System.Security.Cryptography;
using Perdure.Kernel;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>How the parts of an encrypted image are bound to it, and to each other.</summary>
internal static class SealedImage
{
    /// <summary>What a section is bound to.</summary>
    public static byte[] Bound(CheckpointId id, SectionKind kind) => new ByteBuilder().Raw("section"u8).U32((uint)kind).Text(id.Value, CheckpointId.Length).Written.ToArray();

    /// <summary>What a chunk is bound to. Not to an image: it may belong to many.</summary>
    public static byte[] Bound(Codec codec, int rawLength) => new ByteBuilder().Raw("chunk"u8).U8((byte)codec).U32((uint)rawLength).Written.ToArray();

    /// <summary>Encrypts a section, unless it is one of those that are read without a key.</summary>
    public static byte[] Hide(StoreKey? key, CheckpointId id, SectionKind kind, ReadOnlySpan<byte> payload)
    {
        if (key is null)
            return payload.ToArray();
        if (payload.Length > ImageLimits.SectionBytes - ImageLimits.SealedBytes)
            throw new PerdureException($"cannot write the image: section {kind} is {payload.Length} bytes, above the limit of {ImageLimits.SectionBytes - ImageLimits.SealedBytes}");
        var hidden = new byte[payload.Length + StoreKey.ExtraBytes];
        key.Seal(payload, Bound(id, kind), hidden);
        return hidden;
    }

    /// <summary>The section that says that an image is encrypted: the store's seal, and a keyed hash of the chunk table, but for places, which change when the image moves.</summary>
    public static byte[] Seal(StoreKey key, ReadOnlySpan<byte> seal, CheckpointId id, ChunkTable table) => [.. seal, .. key.Sign(Signed(id, table))];

    /// <summary>Throws if an image is of another key, or its chunk table is not the one that was written.</summary>
    public static void Check(StoreKey key, ReadOnlySpan<byte> seal, ReadOnlySpan<byte> section, CheckpointId id, ChunkTable table, string path)
    {
        if (section.Length < seal.Length || !section[..seal.Length].SequenceEqual(seal))
            throw new PerdureException($"{path} is encrypted with another key than its store", "it came from another store; put it back there");
        if (!CryptographicOperations.FixedTimeEquals(section[seal.Length..], key.Sign(Signed(id, table))))
            throw StoreFailure.Damaged(path, "its chunk table is not the one that was written");
    }

    private static byte[] Signed(CheckpointId id, ChunkTable table)
    {
        var bytes = new ByteBuilder().Text(id.Value, CheckpointId.Length).U32((uint)table.Records.Length);
        foreach (var record in table.Records)
            bytes.Raw(record.Hash.ToBytes()).U8((byte)record.Codec).U32((uint)record.RawLength).U32((uint)record.StoredLength).U32((uint)record.Part);
        return bytes.Written.ToArray();
    }
}
