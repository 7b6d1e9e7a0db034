using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>kcmp(2): whether two processes share a kernel object. Needs the right to trace both, and CONFIG_KCMP.</summary>
public static unsafe partial class Kcmp
{
    private const long SYS_kcmp = 312;

    /// <summary>Compares two open files: equal ones share offset and flags.</summary>
    public static KernelResult<KcmpOrder> Files(Pid first, RemoteFd firstFd, Pid second, RemoteFd secondFd) =>
        Order(kcmp(SYS_kcmp, first.Value, second.Value, (int)KcmpType.KCMP_FILE, (nuint)firstFd.Value, (nuint)secondFd.Value));

    /// <summary>
    /// Compares what two tasks share as a whole: address space (KCMP_VM), table of file descriptors (KCMP_FILES), cwd, root and
    /// umask (KCMP_FS), signal handlers (KCMP_SIGHAND), I/O context (KCMP_IO), semaphore undo (KCMP_SYSVSEM).
    /// </summary>
    public static KernelResult<KcmpOrder> Tasks(KcmpType type, Tid first, Tid second)
    {
        Assert.Always(type is not (KcmpType.KCMP_FILE or KcmpType.KCMP_EPOLL_TFD));
        return Order(kcmp(SYS_kcmp, first.Value, second.Value, (int)type, 0, 0));
    }

    /// <summary>
    /// Compares an open file with the target of an entry of an epoll. ENOENT: no such entry.
    /// </summary>
    /// <param name="first">Whose file.</param>
    /// <param name="firstFd">The file.</param>
    /// <param name="epollOwner">Whose epoll.</param>
    /// <param name="slot">The epoll, the number its target was added under, and which of several entries of that number (from 0).</param>
    public static KernelResult<KcmpOrder> EpollTarget(Pid first, RemoteFd firstFd, Pid epollOwner, KcmpEpollSlot slot) =>
        Order(kcmp(SYS_kcmp, first.Value, epollOwner.Value, (int)KcmpType.KCMP_EPOLL_TFD, (nuint)firstFd.Value, (nuint)(&slot)));

    private static KernelResult<KcmpOrder> Order(nint result) => result < 0
        ? KernelResult.Failure<KcmpOrder>(KernelResult.LastErrno())
        : KernelResult.Success((KcmpOrder)result);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint kcmp(long number, int first, int second, int type, nuint firstIndex, nuint secondIndex);
}
