using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>pidfds as programs hold them, with flags.</summary>
public static partial class ProcessDescriptors
{
    private const int PIDFD_THREAD = (int)OpenFlags.O_EXCL;

    /// <summary>A descriptor of a process, or of one thread (since Linux 6.9).</summary>
    public static KernelResult<SafeFileHandle> Open(int id, bool thread, bool nonBlocking) => OwnHandle.From(
        pidfd_open((long)SyscallNumber.pidfd_open, id, (thread ? PIDFD_THREAD : 0) | (nonBlocking ? (int)OpenFlags.O_NONBLOCK : 0)));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_open(long number, nint id, nint flags);
}
