using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Memory;

/// <summary>Asks the page tables of a process which of its own pages it has.</summary>
internal sealed class PageScanner : IDisposable
{
    private const int RegionsAtOnce = 4096;
    private const PageCategory InMemory = PageCategory.PAGE_IS_PRESENT | PageCategory.PAGE_IS_SWAPPED;

    // Pages that are not the process's own: the page cache's, and the zero page.
    private const PageCategory NotOwn = PageCategory.PAGE_IS_FILE | PageCategory.PAGE_IS_PFNZERO;
    private readonly Pid _pid;
    private readonly SafeFileHandle _pagemap;
    private readonly PageRegion[] _regions = new PageRegion[RegionsAtOnce];

    public PageScanner(Pid pid)
    {
        _pid = pid;
        _pagemap = PagemapScan.Open(pid).OrThrow($"open the page map of process {pid}");
    }

    /// <summary>Adds the private pages of a range that exist, whether written lately or not.</summary>
    public void AddOwn(RemotePtr start, RemotePtr end, List<PageRange> into) =>
        Scan(start, end, NotOwn, NotOwn, 0, 0, (region, list) => Append(list, region), into);

    /// <summary>
    /// Adds the private pages of a range that exist, and those among them that were written since they were protected last. Where memory is
    /// not tracked, or with <paramref name="everything"/>, every page counts as written.
    /// </summary>
    public void AddOwnAndWritten(RemotePtr start, RemotePtr end, List<PageRange> own, List<PageRange> written, bool everything) =>
        Scan(start, end, NotOwn, NotOwn, PageCategory.PAGE_IS_WRITTEN | PageCategory.PAGE_IS_WPALLOWED, 0, (region, list) =>
        {
            Append(own, region);
            if (everything || region.Categories != PageCategory.PAGE_IS_WPALLOWED)
                Append(list, region);
        }, written);

    /// <summary>Adds the private pages of a tracked range that were written, and protects them again in the same step.</summary>
    public void AddWrittenAndProtect(RemotePtr start, RemotePtr end, List<PageRange> into) =>
        Scan(start, end, NotOwn, NotOwn | PageCategory.PAGE_IS_WRITTEN, 0, PagemapScanFlags.PM_SCAN_WP_MATCHING | PagemapScanFlags.PM_SCAN_CHECK_WPASYNC, (region, list) => Append(list, region), into);

    /// <inheritdoc/>
    public void Dispose() => _pagemap.Dispose();

    private void Scan(
        RemotePtr start, RemotePtr end, PageCategory inverted, PageCategory mask, PageCategory report, PagemapScanFlags flags,
        Action<PageRegion, List<PageRange>> take, List<PageRange> into)
    {
        for (var at = start; at < end;)
        {
            var query = new PagemapScanQuery { Start = at, End = end, Flags = flags, Inverted = inverted, Mask = mask, AnyOf = InMemory, Return = report };
            var answer = PagemapScan.Scan(_pagemap, query, _regions).OrThrow($"scan the pages of process {_pid} at {at}");
            for (var index = 0; index < answer.Regions; index++)
                take(_regions[index], into);
            at = answer.WalkEnd;
        }
    }

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
