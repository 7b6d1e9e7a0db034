using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>What can be asked and set about any open file description: fcntl(2) and poll(2).</summary>
public static unsafe partial class DescriptorCalls
{
    private const int F_GETFD = 1;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_SETSIG = 10;
    private const int F_GETSIG = 11;
    private const int F_SETOWN_EX = 15;
    private const int F_GETOWN_EX = 16;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FD_CLOEXEC = 1;
    private const uint FIONREAD = 0x541b;
    private const uint CLOSE_RANGE_CLOEXEC = 4;
    private const uint FirstBeyondStandardFiles = 3;

    /// <summary>Whether this process has an open file of that number.</summary>
    public static bool IsOpen(int number) => DescriptorFlags(number) >= 0;

    /// <summary>Whether exec closes the descriptor. Precondition: <see cref="IsOpen"/>.</summary>
    public static bool ClosesOnExec(int number) => (DescriptorFlags(number) & FD_CLOEXEC) != 0;

    /// <summary>Has exec close all but the standard files of this process, those included that it has inherited and knows nothing of.</summary>
    public static KernelResult<int> CloseAllOnExec() =>
        KernelResult.FromLibc((int)syscall((nint)SyscallNumber.close_range, FirstBeyondStandardFiles, uint.MaxValue, CLOSE_RANGE_CLOEXEC));

    /// <summary>The flags of the description.</summary>
    public static KernelResult<OpenFlags> GetFlags(SafeFileHandle file)
    {
        var flags = fcntl(file, F_GETFL, 0);
        return flags < 0 ? KernelResult.Failure<OpenFlags>(KernelResult.LastErrno()) : KernelResult.Success((OpenFlags)flags);
    }

    /// <summary>Sets those flags that can change: append, non-blocking, direct, async, no access time.</summary>
    public static KernelResult<int> SetFlags(SafeFileHandle file, OpenFlags flags) => KernelResult.FromLibc(fcntl(file, F_SETFL, (nint)flags));

    /// <summary>Who gets the signals of the file; pid 0 when nobody.</summary>
    public static KernelResult<FOwnerEx> GetOwner(SafeFileHandle file)
    {
        FOwnerEx owner;
        return fcntl(file, F_GETOWN_EX, (nint)(&owner)) < 0
            ? KernelResult.Failure<FOwnerEx>(KernelResult.LastErrno())
            : KernelResult.Success(owner);
    }

    /// <summary>Says who gets the signals of the file; the kernel notes the caller's user too.</summary>
    public static KernelResult<int> SetOwner(SafeFileHandle file, FOwnerEx owner) =>
        KernelResult.FromLibc(fcntl(file, F_SETOWN_EX, (nint)(&owner)));

    /// <summary>Which signal is sent; 0 for SIGIO.</summary>
    public static KernelResult<int> GetSignal(SafeFileHandle file) => KernelResult.FromLibc(fcntl(file, F_GETSIG, 0));

    /// <summary>Chooses the signal that is sent.</summary>
    public static KernelResult<int> SetSignal(SafeFileHandle file, int signal) => KernelResult.FromLibc(fcntl(file, F_SETSIG, signal));

    /// <summary>Another descriptor of ours for the same description.</summary>
    public static KernelResult<SafeFileHandle> Duplicate(SafeFileHandle file) => OwnHandle.From(fcntl(file, F_DUPFD_CLOEXEC, 0));

    /// <summary>How many bytes can be read at once without waiting.</summary>
    public static KernelResult<int> ReadableBytes(SafeFileHandle file)
    {
        int bytes;
        return ioctl(file, FIONREAD, &bytes) < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success(bytes);
    }

    /// <summary>What poll(2) says right now, without waiting.</summary>
    public static KernelResult<PollEvents> Poll(SafeFileHandle file, PollEvents wanted)
    {
        var entry = new PollFd { fd = FileCalls.Number(file), events = (short)wanted };
        return poll(&entry, 1, 0) < 0
            ? KernelResult.Failure<PollEvents>(KernelResult.LastErrno())
            : KernelResult.Success((PollEvents)(ushort)entry.revents);
    }

    private static int DescriptorFlags(int number)
    {
        using var borrowed = new SafeFileHandle(number, ownsHandle: false);
        return fcntl(borrowed, F_GETFD, 0);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, uint first, uint last, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, int* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* entries, nuint count, int milliseconds);
}
