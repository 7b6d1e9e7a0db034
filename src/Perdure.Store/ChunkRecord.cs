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
/// <param name="Part">
/// A chunk of patches has more pages than others, and takes several places of a table, one behind the other, each with 64 of its pages: which of them this is. In a file they are one record.
/// </param>
internal readonly record struct ChunkRecord(
    int Pack,
    long Offset,
    int StoredLength,
    int RawLength,
    Codec Codec,
    QuickSum Sum,
    ChunkHash Hash,
    int Part = 0)
{
    /// <summary>Bytes of a record in a file.</summary>
    public const int EncodedBytes = 4 + 8 + 4 + 4 + 1 + 16 + ChunkHash.Bytes;

    /// <summary>Whether it holds patches.</summary>
    public bool IsPatches => Codec == Codec.Patch;

    /// <summary>The parts of a chunk of patches of so many pages in all.</summary>
    public IEnumerable<ChunkRecord> Parts(int pages)
    {
        for (var first = 0; first < pages; first += ImageLimits.PagesPerChunk)
            yield return this with { Part = first / ImageLimits.PagesPerChunk, RawLength = Math.Min(pages - first, ImageLimits.PagesPerChunk) * ImageLimits.PageBytes };
    }

    /// <param name="into">Where to.</param>
    /// <param name="rawLength">Bytes of all parts.</param>
    public void Encode(ByteBuilder into, int rawLength) => into
        .U32((uint)Pack).U64((ulong)Offset).U32((uint)StoredLength).U32((uint)rawLength).U8((byte)Codec)
        .U64(Sum.Low).U64(Sum.High).Raw(Hash.ToBytes());

    public static ChunkRecord Decode(ref ByteCursor from, int packs)
    {
        var record = new ChunkRecord(
            from.Count(packs - 1, "the pack of a chunk"),
            from.Size(ImageLimits.PackBytes, "the offset of a chunk"),
            from.Count(ImageLimits.StoredChunkBytes, "the stored length of a chunk"),
            from.Count(PatchLimits.Pages * ImageLimits.PageBytes, "the raw length of a chunk"),
            (Codec)from.U8(),
            new QuickSum(from.U64(), from.U64()),
            ChunkHash.From(from.Take(ChunkHash.Bytes)));
        if (record.Codec > Codec.Patch)
            throw from.Damaged($"a chunk has the unknown codec {(byte)record.Codec}");
        if (record.IsPatches ? record.RawLength % ImageLimits.PageBytes != 0 || !record.Hash.IsKnown : record.RawLength > ImageLimits.ChunkBytes)
            throw from.Damaged($"a chunk has {record.RawLength} bytes");
        if (record.RawLength == 0 || record.StoredLength == 0 || record.StoredLength > record.RawLength + ImageLimits.SealedBytes)
            throw from.Damaged($"a chunk of {record.RawLength} bytes is stored as {record.StoredLength}");
        return record;
    }
}
