using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>epoll(7).</summary>
public static unsafe partial class EpollCalls
{
    private const uint EPIOCSPARAMS = 0x40088a01;
    private const uint EPIOCGPARAMS = 0x80088a02;
    private const int EPOLL_CTL_ADD = 1;

    /// <summary>An empty set.</summary>
    public static KernelResult<SafeFileHandle> Create() => OwnHandle.From(epoll_create1((int)OpenFlags.O_CLOEXEC));

    /// <summary>Adds one of our own descriptors, by its number here.</summary>
    public static KernelResult<int> Add(SafeFileHandle set, int fd, uint events, ulong data)
    {
        var item = new EpollEventBuffer { events = events, data = data };
        return KernelResult.FromLibc(epoll_ctl(set, EPOLL_CTL_ADD, fd, &item));
    }

    /// <summary>Takes up to <paramref name="into"/>.Length events without waiting; how many there were.</summary>
    public static KernelResult<int> Take(SafeFileHandle set, Span<EpollEventBuffer> into)
    {
        fixed (EpollEventBuffer* first = into)
            return KernelResult.FromLibc(epoll_wait(set, first, into.Length, 0));
    }

    /// <summary>The parameters of busy polling (struct epoll_params as one word); ENOTTY on kernels before 6.9.</summary>
    public static KernelResult<ulong> GetParameters(SafeFileHandle set)
    {
        ulong word;
        return ioctl(set, EPIOCGPARAMS, &word) < 0 ? KernelResult.Failure<ulong>(KernelResult.LastErrno()) : KernelResult.Success(word);
    }

    /// <summary>Sets the parameters of busy polling.</summary>
    public static KernelResult<int> SetParameters(SafeFileHandle set, ulong word) => KernelResult.FromLibc(ioctl(set, EPIOCSPARAMS, &word));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(SafeFileHandle set, int operation, int fd, EpollEventBuffer* item);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(SafeFileHandle set, EpollEventBuffer* into, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, ulong* argument);
}
