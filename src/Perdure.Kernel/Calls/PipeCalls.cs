using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Pipes: making them, their capacity, and looking at their content without taking it.</summary>
public static unsafe partial class PipeCalls
{
    private const int F_SETPIPE_SZ = 1031;
    private const int F_GETPIPE_SZ = 1032;
    private const uint SPLICE_F_NONBLOCK = 2;

    /// <summary>pipe2(2): the end to read from and the end to write to.</summary>
    public static KernelResult<(SafeFileHandle Read, SafeFileHandle Write)> Create(OpenFlags flags)
    {
        var ends = stackalloc int[2];
        return pipe2(ends, (int)(flags | OpenFlags.O_CLOEXEC)) < 0
            ? KernelResult.Failure<(SafeFileHandle, SafeFileHandle)>(KernelResult.LastErrno())
            : KernelResult.Success((new SafeFileHandle(ends[0], true), new SafeFileHandle(ends[1], true)));
    }

    /// <summary>How many bytes of pages the pipe may hold.</summary>
    public static KernelResult<int> GetCapacity(SafeFileHandle pipe) => KernelResult.FromLibc(fcntl(pipe, F_GETPIPE_SZ, 0));

    /// <summary>Sets how many bytes of pages the pipe may hold; the kernel rounds up.</summary>
    public static KernelResult<int> SetCapacity(SafeFileHandle pipe, int bytes) => KernelResult.FromLibc(fcntl(pipe, F_SETPIPE_SZ, bytes));

    /// <summary>Copies what is in one pipe into another one, without taking it out and without waiting.</summary>
    public static KernelResult<long> Tee(SafeFileHandle from, SafeFileHandle to) =>
        KernelResult.FromLibc(tee(from, to, int.MaxValue, SPLICE_F_NONBLOCK));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint tee(SafeFileHandle from, SafeFileHandle to, nuint size, uint flags);
}
