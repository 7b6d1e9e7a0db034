using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>unshare(2) and setns(2): of the calling thread alone, and, for pids, of the children that it has afterwards.</summary>
public static partial class NamespaceCalls
{
    /// <summary>Makes new namespaces.</summary>
    public static KernelResult<int> Unshare(CloneFlags kinds) => KernelResult.FromLibc(unshare((int)kinds));

    /// <summary>Enters those of a process. For mounts the thread must have its root directory for itself: <see cref="ThreadPlace.Separate"/>.</summary>
    /// <param name="process">A pidfd.</param>
    /// <param name="kinds">Which of them.</param>
    public static KernelResult<int> Enter(SafeFileHandle process, CloneFlags kinds) => KernelResult.FromLibc(setns(process, (int)kinds));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeFileHandle file, int kinds);
}
