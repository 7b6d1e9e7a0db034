using System.Text;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>The chunks of an image, and the packs that hold them.</summary>
/// <param name="Packs">Names of packs; each has the form of an id.</param>
/// <param name="Records">The chunks, by <see cref="ChunkIndex"/>.</param>
internal sealed record ChunkTable(IReadOnlyList<string> Packs, ChunkRecord[] Records)
{
    /// <summary>Whether chunks are still to be compressed and identified.</summary>
    public bool IsDeferred => Array.Exists(Records, record => !record.Hash.IsKnown);

    /// <summary>Bytes that the chunks take in their packs, those that occur several times counted once.</summary>
    public long StoredBytes
    {
        get
        {
            var seen = new HashSet<(int, long)>(Records.Length);
            long bytes = 0;
            foreach (var record in Records)
                bytes += seen.Add((record.Pack, record.Offset)) ? record.StoredLength : 0;
            return bytes;
        }
    }

    public byte[] Encode()
    {
        var bytes = new ByteBuilder().U32((uint)Packs.Count);
        foreach (var pack in Packs)
            bytes.Raw(Encoding.ASCII.GetBytes(pack));
        bytes.U32((uint)Records.Length);
        foreach (var record in Records)
            record.Encode(bytes);
        return bytes.Written.ToArray();
    }

    public static ChunkTable Decode(ReadOnlySpan<byte> bytes, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        var packs = new string[cursor.Records(ImageLimits.Packs, CheckpointId.Length, "the number of packs")];
        for (var i = 0; i < packs.Length; i++)
        {
            packs[i] = Encoding.ASCII.GetString(cursor.Take(CheckpointId.Length));
            if (!CheckpointId.IsWellFormed(packs[i]))
                throw cursor.Damaged("the name of a pack is not an id");
        }
        var records = new ChunkRecord[cursor.Records(ImageLimits.Chunks, ChunkRecord.EncodedBytes, "the number of chunks")];
        for (var i = 0; i < records.Length; i++)
            records[i] = ChunkRecord.Decode(ref cursor, packs.Length);
        cursor.End();
        return new ChunkTable(packs, records);
    }
}
