using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>get_robust_list(2): the mutexes that the kernel marks when a thread dies with them. Needs the right to trace the thread.</summary>
public static partial class RobustLists
{
    private const long SYS_get_robust_list = 274;

    /// <summary>What the thread has registered.</summary>
    public static KernelResult<RobustListRegistration> Get(Tid tid)
    {
        var result = get_robust_list(SYS_get_robust_list, tid.Value, out var head, out var length);
        return result < 0
            ? KernelResult.Failure<RobustListRegistration>(KernelResult.LastErrno())
            : KernelResult.Success(new RobustListRegistration(new RemotePtr(head), length));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint get_robust_list(long number, int tid, out ulong head, out ulong length);
}
