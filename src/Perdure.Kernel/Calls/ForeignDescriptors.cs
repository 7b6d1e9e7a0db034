using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Duplicates of other processes' descriptors, and comparing tables of descriptors.</summary>
public static partial class ForeignDescriptors
{
    private const int KCMP_FILES = 2;
    private const int PIDFD_THREAD = 0x80;

    /// <summary>A handle of a process, for <see cref="Duplicate"/>.</summary>
    public static KernelResult<SafeFileHandle> OpenProcess(Pid pid) => FileCalls.Own((int)syscall2((long)SyscallNumber.pidfd_open, pid.Value, 0));

    /// <summary>A handle of a process as a program holds it, with its flags (O_NONBLOCK, PIDFD_THREAD as O_EXCL).</summary>
    public static KernelResult<SafeFileHandle> OpenProcess(int id, bool thread, bool nonBlocking) => FileCalls.Own(
        (int)syscall2((long)SyscallNumber.pidfd_open, id, (thread ? PIDFD_THREAD : 0) | (nonBlocking ? (int)OpenFlags.O_NONBLOCK : 0)));

    /// <summary>Our own descriptor for the same description; EBADF when that number is not open there.</summary>
    public static KernelResult<SafeFileHandle> Duplicate(SafeFileHandle process, RemoteFd fd) =>
        FileCalls.Own((int)pidfd_getfd((long)SyscallNumber.pidfd_getfd, process, fd.Value, 0));

    /// <summary>Whether two threads have the same table of descriptors: 0; else an order.</summary>
    public static KernelResult<int> CompareTables(int left, int right) =>
        DescriptorCalls.Order(kcmp((long)SyscallNumber.kcmp, left, right, KCMP_FILES, 0, 0));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint syscall2(long number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_getfd(long number, SafeFileHandle process, int fd, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint kcmp(long number, int left, int right, int type, nuint leftIndex, nuint rightIndex);
}
