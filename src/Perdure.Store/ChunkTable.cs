using System.Text;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;

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
        bytes.U32((uint)Records.Count(record => record.Part == 0));
        for (var at = 0; at < Records.Length; at++)
        {
            if (Records[at].Part == 0)
                Records[at].Encode(bytes, RawLength(at));
        }

        return bytes.Written.ToArray();
    }

    /// <summary>The places of identified chunks, and of the first parts of those that have some.</summary>
    public Dictionary<ChunkHash, int> PlacesByHash()
    {
        var places = new Dictionary<ChunkHash, int>(Records.Length);
        for (var at = 0; at < Records.Length; at++)
        {
            if (Records[at] is { Part: 0, Hash.IsKnown: true })
                places.TryAdd(Records[at].Hash, at);
        }

        return places;
    }

    /// <summary>The place of the first part of a chunk.</summary>
    public int FirstPart(int at) => at - Records[at].Part;

    /// <summary>Bytes that the chunks take in the first pack, the image's own; those that occur several times are counted once.</summary>
    public long NewBytes => UsedOfOwn.Values.Sum(length => (long)length);

    /// <summary>The places in the first pack that are in use, and their lengths.</summary>
    public SortedDictionary<long, int> UsedOfOwn
    {
        get
        {
            var used = new SortedDictionary<long, int>();
            foreach (var record in Records)
            {
                if (record.Pack == 0)
                    used[record.Offset] = record.StoredLength;
            }

            return used;
        }
    }

    /// <summary>The table without the bytes of some chunks that nothing refers to. Places are not moved: theirs repeat another chunk.</summary>
    /// <param name="unused">Their places, or those of their first parts.</param>
    public ChunkTable Without(IEnumerable<int> unused)
    {
        var gone = unused.ToHashSet();
        var other = Enumerable.Range(0, Records.Length).FirstOrDefault(at => !Records[at].IsPatches && Records[at].RawLength > 0 && !gone.Contains(at), -1);
        if (gone.Count == 0 || other < 0)
            return this;
        var records = Records.ToArray();
        foreach (var first in gone)
        {
            for (var at = first; at == first || (at < records.Length && Records[at].Part > 0); at++)
                records[at] = Records[other];
        }

        return this with { Records = records };
    }

    /// <summary>Bytes of all parts of a chunk.</summary>
    /// <param name="first">The place of its first part.</param>
    public int RawLength(int first)
    {
        var length = Records[first].RawLength;
        for (var at = first + 1; at < Records.Length && Records[at].Part > 0; at++)
            length += Records[at].RawLength;
        return length;
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
        var count = cursor.Records(ImageLimits.Chunks, ChunkRecord.EncodedBytes, "the number of chunks");
        var records = new List<ChunkRecord>(count);
        for (var i = 0; i < count; i++)
        {
            var record = ChunkRecord.Decode(ref cursor, packs.Length);
            if (record.IsPatches)
                records.AddRange(record.Parts(record.RawLength / ImageLimits.PageBytes));
            else
                records.Add(record);
        }

        cursor.End();
        return new ChunkTable(packs, [.. records]);
    }
}
