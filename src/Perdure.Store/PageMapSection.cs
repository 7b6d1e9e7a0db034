using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>The section <see cref="SectionKind.Pages"/>: the page maps of all memory objects.</summary>
internal static class PageMapSection
{
    public static byte[] Encode(IReadOnlyCollection<PageMap> maps)
    {
        Assert.Always(maps.Count <= ImageLimits.PageMaps);
        var bytes = new ByteBuilder().U32((uint)maps.Count);
        foreach (var map in maps)
            map.Encode(bytes);
        return bytes.Written.ToArray();
    }

    public static List<PageMap> Decode(ReadOnlySpan<byte> bytes, ChunkRecord[] chunks, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        var count = cursor.Records(ImageLimits.PageMaps, 8 + 4, "the number of page maps");
        var maps = new List<PageMap>(count);
        var seen = new HashSet<long>();
        for (var i = 0; i < count; i++)
        {
            maps.Add(PageMap.Decode(ref cursor, chunks));
            if (!seen.Add(maps[i].ObjectId))
                throw cursor.Damaged($"the memory object {maps[i].ObjectId} is there twice");
        }
        cursor.End();
        return maps;
    }
}
