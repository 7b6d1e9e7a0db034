using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// userfaultfd(2): handling page faults of an address space. The address space is the one of the process that made the descriptor,
/// so for a target it is made by a remote system call, and fetched by <see cref="PidFd.GetFd"/>.
/// </summary>
public static unsafe partial class Userfaultfd
{
    private const long SYS_userfaultfd = 323;

    /// <summary>Makes one for our own address space.</summary>
    /// <param name="flags">O_CLOEXEC, O_NONBLOCK, UFFD_USER_MODE_ONLY.</param>
    public static KernelResult<SafeFileHandle> Create(ulong flags) => OwnHandle.From(userfaultfd(SYS_userfaultfd, (int)flags));

    /// <summary>Turns on features; the first request to a new descriptor. EINVAL when the kernel lacks one.</summary>
    /// <returns>What the kernel offers.</returns>
    public static KernelResult<UffdApi> Api(SafeFileHandle fd, UffdFeatures features)
    {
        var api = new UffdApi { Api = UffdConstants.UFFD_API, Features = features };
        return Answer(Request(fd, UffdRequest.UFFDIO_API, &api), api);
    }

    /// <summary>Registers a range of mappings.</summary>
    /// <returns>Bits of the requests that work on the range.</returns>
    public static KernelResult<ulong> Register(SafeFileHandle fd, RemotePtr start, ulong length, UffdRegisterMode mode)
    {
        var register = new UffdRegister { Range = Range(start, length), Mode = mode };
        var result = Request(fd, UffdRequest.UFFDIO_REGISTER, &register);
        return Answer(result, register.Ioctls);
    }

    /// <summary>Ends the handling of a range; threads that wait in it go on as if there had been none.</summary>
    public static KernelResult<int> Unregister(SafeFileHandle fd, RemotePtr start, ulong length)
    {
        var range = Range(start, length);
        return Request(fd, UffdRequest.UFFDIO_UNREGISTER, &range);
    }

    /// <summary>Write-protects a range, or lifts that and wakes who waits.</summary>
    public static KernelResult<int> WriteProtect(SafeFileHandle fd, RemotePtr start, ulong length, UffdWriteProtectMode mode)
    {
        var request = new UffdWriteProtect { Range = Range(start, length), Mode = mode };
        return Request(fd, UffdRequest.UFFDIO_WRITEPROTECT, &request);
    }

    /// <summary>
    /// Fills missing pages and wakes who waits for them. EEXIST: the first page is there. ENOENT: the range isn't mapped (any more).
    /// EAGAIN: the mappings are changing; try again. ESRCH: the address space has gone.
    /// </summary>
    /// <returns>Bytes filled: fewer than asked for when a page in the middle is there or the mappings are changing.</returns>
    public static KernelResult<long> Copy(SafeFileHandle fd, RemotePtr destination, ReadOnlySpan<byte> pages, UffdCopyMode mode)
    {
        // SAFETY: the kernel reads pages.Length bytes, which stay pinned during the call.
        fixed (byte* source = pages)
        {
            var copy = new UffdCopy { Destination = destination, Source = (ulong)source, Length = (ulong)pages.Length, Mode = mode };
            var result = Request(fd, UffdRequest.UFFDIO_COPY, &copy);
            return Partial(result, copy.Copied);
        }
    }

    /// <summary>Fills missing pages with the shared page of zeros; errors as <see cref="Copy"/>.</summary>
    /// <returns>Bytes filled.</returns>
    public static KernelResult<long> ZeroPage(SafeFileHandle fd, RemotePtr start, ulong length, UffdZeroPageMode mode)
    {
        var zero = new UffdZeroPage { Range = Range(start, length), Mode = mode };
        var result = Request(fd, UffdRequest.UFFDIO_ZEROPAGE, &zero);
        return Partial(result, zero.Zeroed);
    }

    /// <summary>Wakes who waits in a range, to try again.</summary>
    public static KernelResult<int> Wake(SafeFileHandle fd, RemotePtr start, ulong length)
    {
        var range = Range(start, length);
        return Request(fd, UffdRequest.UFFDIO_WAKE, &range);
    }

    /// <summary>Takes messages; EAGAIN when there are none and the descriptor doesn't block.</summary>
    /// <returns>How many.</returns>
    public static KernelResult<int> Read(SafeFileHandle fd, Span<UffdMessage> messages)
    {
        var bytes = read(fd, messages, (nuint)(messages.Length * sizeof(UffdMessage)));
        return bytes < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success((int)bytes / sizeof(UffdMessage));
    }

    private static UffdRange Range(RemotePtr start, ulong length) => new() { Start = start, Length = length };

    private static KernelResult<int> Request(SafeFileHandle fd, UffdRequest request, void* argument) =>
        KernelResult.FromLibc(ioctl(fd, (nuint)request, argument));

    private static KernelResult<T> Answer<T>(KernelResult<int> result, T value) =>
        result.Ok ? KernelResult.Success(value) : KernelResult.Failure<T>(result.Error);

    /// <summary>A failure after some pages is a success of fewer pages.</summary>
    private static KernelResult<long> Partial(KernelResult<int> result, long bytes) =>
        result.Ok || bytes > 0 ? KernelResult.Success(bytes) : KernelResult.Failure<long>(result.Error);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint userfaultfd(long number, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle fd, Span<UffdMessage> into, nuint count);
}
