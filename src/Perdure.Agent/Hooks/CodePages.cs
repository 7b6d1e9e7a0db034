using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Tracing;

namespace Perdure.Agent.Hooks;

/// <summary>
/// The pages of code that writing turned from pages of a file into pages of the process. When they have their bytes of before again they are dropped, and are the file's again: else each
/// process that ever had hooks would keep a copy of its own.
/// </summary>
internal sealed class CodePages
{
    private const int PageBytes = 4096;
    private readonly Dictionary<RemotePtr, byte[]> _pages = [];

    /// <summary>Keeps the bytes of the pages that are about to be changed, of those that are still the file's.</summary>
    public void Note(Pid pid, SafeFileHandle mem, IEnumerable<PlacedHook> hooks)
    {
        var pagemap = PagemapScan.Open(pid);
        if (!pagemap.Ok)
            return;
        using (pagemap.Value)
            foreach (var page in hooks.SelectMany(PagesOf).Distinct().Where(page => !_pages.ContainsKey(page)))
                if (IsFilePage(pagemap.Value, page) && Read(mem, page) is { } bytes)
                    _pages.Add(page, bytes);
    }

    /// <summary>Drops the pages that are as they were.</summary>
    public void Drop(SafeFileHandle mem, RemoteCalls calls)
    {
        foreach (var (page, bytes) in _pages)
            if (Read(mem, page) is { } now && now.AsSpan().SequenceEqual(bytes))
                _ = calls.Invoke(SyscallNumber.madvise, page.Value, PageBytes, (ulong)MemoryAdvice.MADV_DONTNEED);
        _pages.Clear();
    }

    /// <summary>The pages of a child are as those of its parent.</summary>
    public void CopyFrom(CodePages other)
    {
        foreach (var (page, bytes) in other._pages)
            _pages[page] = bytes;
    }

    private static IEnumerable<RemotePtr> PagesOf(PlacedHook hook)
    {
        const ulong mask = ~(ulong)(PageBytes - 1);
        yield return new RemotePtr(hook.At.Value & mask);
        yield return new RemotePtr((hook.At.Value + (ulong)hook.Original.Length - 1) & mask);
    }

    /// <summary>A page that is not there yet will come from the file; one that is swapped is the process's own.</summary>
    private static bool IsFilePage(SafeFileHandle pagemap, RemotePtr page)
    {
        const PageCategory own = PageCategory.PAGE_IS_PRESENT | PageCategory.PAGE_IS_SWAPPED;
        Span<PageRegion> found = stackalloc PageRegion[1];
        var answer = PagemapScan.Scan(pagemap, new PagemapScanQuery { Start = page, End = page + PageBytes, AnyOf = own, Return = PageCategory.PAGE_IS_FILE | own }, found);
        return answer.Ok && (answer.Value.Regions == 0 || (found[0].Categories & PageCategory.PAGE_IS_FILE) != 0);
    }

    private static byte[]? Read(SafeFileHandle mem, RemotePtr page)
    {
        var bytes = new byte[PageBytes];
        return ProcessMemory.PRead(mem, page, bytes).Or(0) == PageBytes ? bytes : null;
    }
}
