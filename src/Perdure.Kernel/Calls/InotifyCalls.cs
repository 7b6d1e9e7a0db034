using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>inotify(7).</summary>
public static partial class InotifyCalls
{
    /// <summary>A new queue, not waiting on reads.</summary>
    public static KernelResult<SafeFileHandle> Create() => OwnHandle.From(inotify_init1((int)(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)));

    /// <summary>Watches a path; the watch's number.</summary>
    public static KernelResult<int> Add(SafeFileHandle queue, string path, uint mask) =>
        KernelResult.FromLibc(inotify_add_watch(queue, path, mask));

    /// <summary>Ends a watch; the queue gets IN_IGNORED.</summary>
    public static KernelResult<int> Remove(SafeFileHandle queue, int watch) => KernelResult.FromLibc(inotify_rm_watch(queue, watch));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileHandle queue, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_rm_watch(SafeFileHandle queue, int watch);
}
