using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>
/// The section <see cref="SectionKind.PackedPages"/>: the page maps of all memory objects. In a series each page may lie in another chunk, so the maps are columns of small differences, compressed:
/// gaps between runs, their lengths, packs, and how far each goes on from where the last run of its pack ended.
/// </summary>
internal static class PageMapSection
{
    public static byte[] Encode(IReadOnlyCollection<PageMap> maps, ChunkRecord[] chunks)
    {
        Assert.Always(maps.Count <= ImageLimits.PageMaps);
        var heads = new ByteBuilder().U32((uint)maps.Count);
        var columns = new RunColumns(chunks);
        foreach (var map in maps)
        {
            Assert.Always(map.Runs.Count <= ImageLimits.Runs);
            heads.U64((ulong)map.ObjectId).U32((uint)map.Runs.Count);
            columns.Begin();
            foreach (var run in map.Runs)
                columns.Add(run);
        }

        return PackedBytes.Pack([heads.Written.ToArray(), .. columns.Written]);
    }

    public static List<PageMap> Decode(ReadOnlySpan<byte> bytes, ChunkRecord[] chunks, string what)
    {
        var parts = PackedBytes.Unpack(bytes, 1 + RunColumns.Count, what);
        var heads = new ByteCursor(parts[0], what);
        var columns = new RunColumnReader(chunks, parts, what);
        var maps = new List<PageMap>();
        for (var left = heads.Records(ImageLimits.PageMaps, 8 + 4, "the number of page maps"); left > 0; left--)
        {
            var id = (long)heads.U64();
            columns.Begin();
            maps.Add(PageMap.Of(id, columns.Take(heads.Count(ImageLimits.Runs, "the number of runs")), chunks, ref heads));
        }

        heads.End();
        columns.End();
        return Distinct(maps, heads);
    }

    /// <summary>Reads the section of format 1, <see cref="SectionKind.Pages"/>.</summary>
    public static List<PageMap> DecodePlain(ReadOnlySpan<byte> bytes, ChunkRecord[] chunks, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        var maps = new List<PageMap>();
        for (var left = cursor.Records(ImageLimits.PageMaps, 8 + 4, "the number of page maps"); left > 0; left--)
            maps.Add(PageMap.Decode(ref cursor, chunks));
        cursor.End();
        return Distinct(maps, cursor);
    }

    private static List<PageMap> Distinct(List<PageMap> maps, ByteCursor cursor)
    {
        var seen = new HashSet<long>();
        foreach (var map in maps)
        {
            if (!seen.Add(map.ObjectId))
                throw cursor.Damaged($"the memory object {map.ObjectId} is there twice");
        }

        return maps;
    }
}
