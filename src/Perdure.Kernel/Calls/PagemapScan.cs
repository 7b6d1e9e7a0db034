using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// The ioctl PAGEMAP_SCAN (Linux 6.7): which pages of a process are of some kind, and write-protects them in the same walk when
/// asked to. Works from outside, while the process runs.
/// </summary>
public static unsafe partial class PagemapScan
{
    private const int O_RDONLY = 0;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>Opens the page map of a process. The handle stays with the address space of now, also when the process executes another program.</summary>
    public static KernelResult<SafeFileHandle> Open(Pid pid) => OwnHandle.From(open($"/proc/{pid.Value}/pagemap", O_RDONLY | O_CLOEXEC));

    /// <summary>Scans from the query's start until its end, or until the span is full.</summary>
    /// <param name="pagemap">From <see cref="Open"/>.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="regions">Receives what was found, in address order. May be empty to write-protect only.</param>
    public static KernelResult<PagemapScanAnswer> Scan(SafeFileHandle pagemap, in PagemapScanQuery query, Span<PageRegion> regions)
    {
        // SAFETY: the kernel writes at most VectorLength regions, and the span stays pinned during the call.
        fixed (PageRegion* vector = regions)
        {
            var arguments = new PagemapScanArguments
            {
                Size = (ulong)sizeof(PagemapScanArguments),
                Flags = query.Flags,
                Start = query.Start.Value,
                End = query.End.Value,
                Vector = (ulong)vector,
                VectorLength = (ulong)regions.Length,
                MaxPages = query.MaxPages,
                CategoryInverted = query.Inverted,
                CategoryMask = query.Mask,
                CategoryAnyofMask = query.AnyOf,
                ReturnMask = query.Return,
            };
            var count = ioctl(pagemap, (nuint)ProcfsRequest.PAGEMAP_SCAN, &arguments);
            return count < 0
                ? KernelResult.Failure<PagemapScanAnswer>(KernelResult.LastErrno())
                : KernelResult.Success(new PagemapScanAnswer(count, new RemotePtr(arguments.WalkEnd)));
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, PagemapScanArguments* arguments);
}
