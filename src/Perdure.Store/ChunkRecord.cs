using Perdure.Store.Bytes;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>Where a chunk lies, and what it must be.</summary>
/// <param name="Pack">The pack, by its place in the image's list of packs.</param>
/// <param name="Offset">Where in the pack.</param>
/// <param name="StoredLength">Bytes there.</param>
/// <param name="RawLength">Bytes after decompression.</param>
/// <param name="Codec">How they are stored.</param>
/// <param name="Sum">The checksum of the stored bytes that each read checks.</param>
/// <param name="Hash">Their SHA-256, or nothing for a deferred chunk.</param>
internal readonly record struct ChunkRecord(
    int Pack,
    long Offset,
    int StoredLength,
    int RawLength,
    Codec Codec,
    QuickSum Sum,
    ChunkHash Hash)
{
    /// <summary>Bytes of a record in a file.</summary>
    public const int EncodedBytes = 4 + 8 + 4 + 4 + 1 + 16 + ChunkHash.Bytes;

    public void Encode(ByteBuilder into) => into
        .U32((uint)Pack).U64((ulong)Offset).U32((uint)StoredLength).U32((uint)RawLength).U8((byte)Codec)
        .U64(Sum.Low).U64(Sum.High).Raw(Hash.ToBytes());

    public static ChunkRecord Decode(ref ByteCursor from, int packs)
    {
        var record = new ChunkRecord(
            from.Count(packs - 1, "the pack of a chunk"),
            from.Size(ImageLimits.PackBytes, "the offset of a chunk"),
            from.Count(ImageLimits.ChunkBytes, "the stored length of a chunk"),
            from.Count(ImageLimits.ChunkBytes, "the raw length of a chunk"),
            (Codec)from.U8(),
            new QuickSum(from.U64(), from.U64()),
            ChunkHash.From(from.Take(ChunkHash.Bytes)));
        if (record.Codec > Codec.Zstd)
            throw from.Damaged($"a chunk has the unknown codec {(byte)record.Codec}");
        if (record.RawLength == 0 || record.StoredLength == 0 || record.StoredLength > record.RawLength)
            throw from.Damaged($"a chunk of {record.RawLength} bytes is stored as {record.StoredLength}");
        return record;
    }
}
