using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>Asks the page tables of a process which of its own pages it has.</summary>
internal sealed class PageScanner : IDisposable
{
    private const int RegionsAtOnce = 4096;
    private const PageCategory InMemory = PageCategory.PAGE_IS_PRESENT | PageCategory.PAGE_IS_SWAPPED;

    private readonly Pid _pid;
    private readonly SafeFileHandle _pagemap;
    private readonly PageRegion[] _regions = new PageRegion[RegionsAtOnce];

    public PageScanner(Pid pid)
    {
        _pid = pid;
        _pagemap = PagemapScan.Open(pid).OrThrow($"open the page map of process {pid}");
    }

    /// <summary>Whether a page is in memory. Who reads one that is not may have to wait for somebody who stands still.</summary>
    public bool IsPresent(ulong page)
    {
        const ulong present = 1UL << 63;
        Span<byte> entry = stackalloc byte[sizeof(ulong)];
        return RandomAccess.Read(_pagemap, entry, (long)page * sizeof(ulong)) == entry.Length && (BitConverter.ToUInt64(entry) & present) != 0;
    }

    /// <summary>
    /// Adds the private pages of a mapping that exist, and those among them that were written since they were protected last. Where memory
    /// is not tracked, or with <paramref name="everything"/>, every page counts as written.
    /// </summary>
    public void AddOwnAndWritten(MapEntry map, List<PageRange> own, List<PageRange> written, bool everything) =>
        Scan(map, 0, PageCategory.PAGE_IS_WRITTEN | PageCategory.PAGE_IS_WPALLOWED, 0, (region, list) =>
        {
            Append(own, region);
            if (everything || region.Categories != PageCategory.PAGE_IS_WPALLOWED)
                Append(list, region);
        }, written);

    /// <summary>Adds the private pages of a tracked mapping that were written, and protects them again in the same step.</summary>
    public void AddWrittenAndProtect(MapEntry map, List<PageRange> into) =>
        Scan(map, PageCategory.PAGE_IS_WRITTEN, 0, PagemapScanFlags.PM_SCAN_WP_MATCHING | PagemapScanFlags.PM_SCAN_CHECK_WPASYNC, (region, list) => Append(list, region), into);

    /// <inheritdoc/>
    public void Dispose() => _pagemap.Dispose();

    private void Scan(MapEntry map, PageCategory mask, PageCategory report, PagemapScanFlags flags, Action<PageRegion, List<PageRange>> take, List<PageRange> into)
    {
        var notOwn = NotOwn(map);
        for (var at = map.Start; at < map.End;)
        {
            var query = new PagemapScanQuery { Start = at, End = map.End, Flags = flags, Inverted = notOwn, Mask = mask | notOwn, AnyOf = InMemory, Return = report };
            var answer = PagemapScan.Scan(_pagemap, query, _regions).OrThrow($"scan the pages of process {_pid} at {at}");
            for (var index = 0; index < answer.Regions; index++)
                take(_regions[index], into);
            at = answer.WalkEnd;
        }
    }

    /// <summary>
    /// Pages that are not the process's own: the zero page, and the page cache's. To tell the latter the kernel has to look at every page
    /// instead of at its entry only, which takes several times as long; so it is not asked where there can be none.
    /// </summary>
    private static PageCategory NotOwn(MapEntry map) =>
        map.Kind is MapKind.Anonymous or MapKind.Heap or MapKind.Stack ? PageCategory.PAGE_IS_PFNZERO : PageCategory.PAGE_IS_FILE | PageCategory.PAGE_IS_PFNZERO;

    private static void Append(List<PageRange> list, PageRegion region)
    {
        const int pageShift = 12;
        var range = new PageRange(region.Start.Value >> pageShift, region.End.Value >> pageShift);
        if (list.Count > 0 && list[^1].End == range.First)
            list[^1] = new PageRange(list[^1].First, range.End);
        else
            list.Add(range);
    }
}
