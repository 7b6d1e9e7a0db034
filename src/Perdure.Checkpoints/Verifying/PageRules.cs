using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold of page maps: each belongs to a process or a memory object, and its pages lie within.</summary>
internal static class PageRules
{
    private const ulong PageBytes = 4096;

    /// <summary>Every broken rule.</summary>
    public static IEnumerable<string> Problems(ProgramImage program, IReadOnlyList<PageMap> pages)
    {
        var spaces = program.Processes.Where(process => process.AddressSpace is not null).DistinctBy(process => process.AddressSpace!.ObjectId).ToDictionary(process => process.AddressSpace!.ObjectId);
        var objects = program.Objects.DistinctBy(found => found.Id).ToDictionary(found => found.Id);
        var seen = new HashSet<long>();
        foreach (var map in pages)
        {
            if (!seen.Add(map.ObjectId))
                yield return $"there are two page maps of the memory object {map.ObjectId}";
            if (Problem(map, spaces, objects) is { } problem)
                yield return problem;
        }
    }

    private static string? Problem(PageMap map, Dictionary<long, ProcessImage> spaces, Dictionary<long, MemoryObjectImage> objects)
    {
        if (spaces.TryGetValue(map.ObjectId, out var process))
            return FirstOutside(map, process.AddressSpace!.Mappings) is { } page ? $"process {process.Pid}: the page at {page * PageBytes:x} lies in no private mapping" : null;
        if (!objects.TryGetValue(map.ObjectId, out var found))
            return $"a page map belongs to the memory object {map.ObjectId}, which is not there";
        var end = ((ulong)found.Bytes + PageBytes - 1) / PageBytes;
        return map.Runs is [.., var last] && last.EndPage > end ? $"pages of the memory object {found.Id} lie behind its end" : null;
    }

    /// <summary>The first page outside of all mappings that can have pages of their own. Runs and mappings are both in address order.</summary>
    private static ulong? FirstOutside(PageMap map, IReadOnlyList<MappingImage> mappings)
    {
        var index = 0;
        foreach (var run in map.Runs)
        {
            for (var page = run.FirstPage; page < run.EndPage;)
            {
                while (index < mappings.Count && mappings[index].End / PageBytes <= page)
                    index++;
                if (index == mappings.Count || mappings[index].Start / PageBytes > page || mappings[index].Shared || mappings[index].Kind == MappingKind.Kernel)
                    return page;
                page = mappings[index].End / PageBytes;
            }
        }

        return null;
    }
}
