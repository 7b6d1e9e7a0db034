using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>eventfd(2).</summary>
public static partial class EventFdCalls
{
    private const int EFD_SEMAPHORE = 1;

    /// <summary>An event counter at zero.</summary>
    public static KernelResult<SafeFileHandle> Create(bool semaphore) =>
        OwnHandle.From(eventfd(0, (int)OpenFlags.O_CLOEXEC | (semaphore ? EFD_SEMAPHORE : 0)));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint count, int flags);
}
