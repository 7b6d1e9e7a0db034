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

    /// <summary>The section that says that an image is encrypted: the store's seal, and a keyed hash of all else that the image is (<see cref="Signed"/>).</summary>
    public static byte[] Seal(StoreKey key, ReadOnlySpan<byte> seal, CatalogEntry entry, ChunkTable table, IEnumerable<(SectionKind Kind, byte[] Hash)> sections) =>
        [.. seal, .. key.Sign(Signed(entry, table, sections))];

    /// <summary>Throws if an image is not encrypted as its store is; with the key also if anything of it is not what was written.</summary>
    /// <param name="image">The image.</param>
    /// <param name="entry">Its label.</param>
    /// <param name="table">Its chunk table.</param>
    /// <param name="seal">The store's; empty if it is not encrypted. What an image says of itself is no reason to believe it.</param>
    /// <param name="key">The store's key, if it is there.</param>
    public static void Check(ImageFile image, CatalogEntry entry, ChunkTable table, ReadOnlySpan<byte> seal, StoreKey? key)
    {
        const string otherStore = "it came from another store, by another way than push or pull; delete it here";
        if (!image.Has(SectionKind.Seal))
        {
            if (!seal.IsEmpty)
                throw new PerdureException($"{image.Path} is not encrypted, and its store is: whoever wrote it did not have the key", otherStore);
            return;
        }

        if (seal.IsEmpty)
            throw new PerdureException($"{image.Path} is encrypted, and its store is not", $"if the store's file `seal` was lost, put it back; else {otherStore}");
        if (image.Version < ImageLimits.SealedFormatVersion)
        {
            throw new PerdureException(
                $"{image.Path} was encrypted by an older perdure, in format {image.Version}, of which nobody can tell whether all sections are there; this one reads format {ImageLimits.SealedFormatVersion}",
                "use the perdure that wrote it, or take a new checkpoint",
                ExitCode.Unsupported);
        }

        var section = image.ReadSection(SectionKind.Seal);
        if (section.Length < seal.Length || !section.AsSpan(0, seal.Length).SequenceEqual(seal))
            throw new PerdureException($"{image.Path} is encrypted with another key than its store", otherStore);
        if (key is not null && !CryptographicOperations.FixedTimeEquals(section.AsSpan(seal.Length), key.Sign(Signed(entry, table, image.SectionHashes))))
            throw StoreFailure.Damaged(image.Path, "its label, chunk table or list of sections is not the one that was written");
    }

    /// <summary>All that is not encrypted, but for what changes when an image moves: the places of chunks, and the sizes that it has in its store. Of the other sections the hashes of what is stored.</summary>
    private static byte[] Signed(CatalogEntry entry, ChunkTable table, IEnumerable<(SectionKind Kind, byte[] Hash)> sections)
    {
        var label = LabelSection.Encode(entry with { StoredBytes = 0, UniqueBytes = 0 });
        var bytes = new ByteBuilder().U32((uint)label.Length).Raw(label).U32((uint)table.Records.Length);
        foreach (var record in table.Records)
            bytes.Raw(record.Hash.ToBytes()).U8((byte)record.Codec).U32((uint)record.RawLength).U32((uint)record.StoredLength).U32((uint)record.Part);
        foreach (var (kind, hash) in sections.Where(section => section.Kind is not (SectionKind.Label or SectionKind.ChunkTable or SectionKind.Seal)).OrderBy(section => section.Kind))
            bytes.U32((uint)kind).Raw(hash);
        return bytes.Written.ToArray();
    }
}
