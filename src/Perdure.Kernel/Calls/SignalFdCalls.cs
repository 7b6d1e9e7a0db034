using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>signalfd4(2), by its bare number: the C library's sigset_t is longer than the kernel's.</summary>
public static unsafe partial class SignalFdCalls
{
    /// <summary>A descriptor for the signals whose bits are set; bit 0 is signal 1.</summary>
    public static KernelResult<SafeFileHandle> Create(ulong mask) => OwnHandle.From(
        (int)syscall((long)SyscallNumber.signalfd4, -1, &mask, sizeof(ulong), (int)OpenFlags.O_CLOEXEC));

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, nint fd, ulong* mask, nuint size, nint flags);
}
