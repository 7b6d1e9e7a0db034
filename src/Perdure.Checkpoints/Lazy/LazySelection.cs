using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Memory;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// Divides the private pages of a process into those that come when they are touched and those that are there at once. Only whole mappings
/// of ordinary anonymous memory are lazy; within them a few pages are pinned: those that the kernel itself reaches for when it could not wait.
/// </summary>
internal sealed class LazySelection
{
    private const ulong FewestPages = 64;

    private const MappingFlags NeverLazy =
        MappingFlags.GrowsDown | MappingFlags.Locked | MappingFlags.LockedOnFault | MappingFlags.WipeOnFork | MappingFlags.HugeTlb |
        MappingFlags.Sealed | MappingFlags.Droppable;

    private LazySelection(PageMap eager, PageMap pinned)
    {
        Eager = eager;
        Pinned = pinned;
    }

    /// <summary>The lazy mappings, in address order.</summary>
    public IReadOnlyList<PageRange> Ranges { get; private init; } = [];

    /// <summary>Pages outside of them.</summary>
    public PageMap Eager { get; }

    /// <summary>Pages within them that must be there before the program runs.</summary>
    public PageMap Pinned { get; }

    /// <summary>How many pages come later.</summary>
    public long LazyPages { get; private set; }

    /// <summary>Divides.</summary>
    /// <param name="image">The process.</param>
    /// <param name="map">Where the image keeps its pages.</param>
    /// <param name="pins">Pages that the kernel needs, ascending.</param>
    public static LazySelection Of(ProcessImage image, PageMap map, SortedSet<ulong> pins)
    {
        const int shift = 12;
        var ranges = image.AddressSpace!.Mappings.Where(MayBeLazy).Select(mapping => new PageRange(mapping.Start >> shift, mapping.End >> shift)).ToList();
        var pages = new ulong[ranges.Count];
        ForEachPart(map.Runs, ranges, (_, part, index) => pages[index] += part.Count, (_, _) => { });
        var selection = new LazySelection(new PageMap(map.ObjectId), new PageMap(map.ObjectId)) { Ranges = [.. ranges.Where((_, index) => pages[index] >= FewestPages)] };
        ForEachPart(map.Runs, selection.Ranges, (run, part, _) => selection.AddLazy(run, part, pins), (run, part) => selection.Eager.Add(PartOf(run, part)));
        return selection;
    }

    /// <summary>Whether a mapping is ordinary anonymous memory, whose pages may come one by one.</summary>
    public static bool MayBeLazy(MappingImage mapping) =>
        mapping is { Kind: MappingKind.Anonymous, Shared: false } && (mapping.Flags & NeverLazy) == 0;

    private void AddLazy(PageRun run, PageRange part, SortedSet<ulong> pins)
    {
        LazyPages += (long)part.Count;
        foreach (var page in pins.GetViewBetween(part.First, part.End - 1))
            Pinned.Add(PartOf(run, new PageRange(page, page + 1)));
    }

    /// <summary>Walks runs and ranges, both ascending, and tells each part of a run that lies within a range from those between.</summary>
    private static void ForEachPart(
        IReadOnlyList<PageRun> runs, IReadOnlyList<PageRange> ranges, Action<PageRun, PageRange, int> inside, Action<PageRun, PageRange> between)
    {
        var index = 0;
        foreach (var run in runs)
        {
            for (var page = run.FirstPage; page < run.EndPage;)
            {
                while (index < ranges.Count && ranges[index].End <= page)
                    index++;
                var isInside = index < ranges.Count && ranges[index].First <= page;
                var border = index == ranges.Count ? ulong.MaxValue : isInside ? ranges[index].End : ranges[index].First;
                var part = new PageRange(page, Math.Min(run.EndPage, border));
                if (isInside)
                    inside(run, part, index);
                else
                    between(run, part);
                page = part.End;
            }
        }
    }

    private static PageRun PartOf(PageRun run, PageRange part) =>
        new(part.First, (uint)part.Count, run.Chunk, run.PageInChunk + (uint)(part.First - run.FirstPage));
}
