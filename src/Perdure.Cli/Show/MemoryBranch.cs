using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Perdure.Cli.Output;
using Perdure.Store;

namespace Perdure.Cli.Show;

/// <summary>The mappings of a process, and how much of each is kept in the checkpoint.</summary>
internal static class MemoryBranch
{
    private const ulong PageBytes = 4096;

    internal static Branch Of(AddressSpaceImage space, IReadOnlyList<PageMap> pages)
    {
        var mapped = space.Mappings.Aggregate(0L, (sum, mapping) => sum + (long)(mapping.End - mapping.Start));
        var branch = new Branch($"{Count.Of(space.Mappings.Count, "mapping")} of {ByteSize.Format(mapped)}");
        foreach (var mapping in space.Mappings)
            branch.Add(Line(mapping, KeptBytes(mapping, space, pages)));
        return branch;
    }

    private static string Line(MappingImage mapping, long kept)
    {
        var name = mapping.Name.Length > 0 ? mapping.Name : mapping.Kind.ToString().ToLowerInvariant();
        var size = ByteSize.Format((long)(mapping.End - mapping.Start));
        return $"{Region.Of(mapping)} {Region.AccessOf(mapping)} {size}{(kept > 0 ? $", {ByteSize.Format(kept)} kept" : "")}, {name}";
    }

    // Private pages lie in the map of the process by address, shared ones in the map of the object by offset.
    private static long KeptBytes(MappingImage mapping, AddressSpaceImage space, IReadOnlyList<PageMap> pages)
    {
        var length = (mapping.End - mapping.Start) / PageBytes;
        var own = PagesWithin(pages, space.ObjectId, mapping.Start / PageBytes, length);
        var shared = mapping.ObjectId == 0 ? 0 : PagesWithin(pages, mapping.ObjectId, mapping.Offset / PageBytes, length);
        return (long)((own + shared) * PageBytes);
    }

    private static ulong PagesWithin(IReadOnlyList<PageMap> pages, long objectId, ulong first, ulong count)
    {
        var kept = 0UL;
        foreach (var run in pages.FirstOrDefault(map => map.ObjectId == objectId)?.Runs ?? [])
        {
            var (start, end) = (Math.Max(run.FirstPage, first), Math.Min(run.FirstPage + run.PageCount, first + count));
            kept += end > start ? end - start : 0;
        }
        return kept;
    }
}
