using Perdure.Store.Codecs;

namespace Perdure.Store.Transfer;

/// <summary>What makes a chunk the same in every store: the SHA-256 of its stored bytes, how they are stored, and their lengths.</summary>
public readonly record struct ChunkIdentity
{
    internal ChunkIdentity(ChunkRecord record, int rawLength)
    {
        Hash = record.Hash;
        Codec = record.Codec;
        RawLength = rawLength;
        StoredLength = record.StoredLength;
    }

    /// <summary>Stored bytes.</summary>
    public int StoredLength { get; }

    internal ChunkHash Hash { get; }

    internal Codec Codec { get; }

    internal int RawLength { get; }
}
