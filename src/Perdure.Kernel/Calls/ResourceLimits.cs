using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>prlimit(2): resource limits of any process. Needs CAP_SYS_RESOURCE, or the same user and group ids all over.</summary>
public static unsafe partial class ResourceLimits
{
    /// <summary>No limit.</summary>
    public const ulong Infinity = ulong.MaxValue;

    private const long SYS_prlimit64 = 302;

    /// <summary>The limit.</summary>
    public static KernelResult<ResourceLimit> Get(Pid pid, ResourceLimitKind kind)
    {
        ResourceLimit limit;
        var result = prlimit64(SYS_prlimit64, pid.Value, (int)kind, null, &limit);
        return result < 0 ? KernelResult.Failure<ResourceLimit>(KernelResult.LastErrno()) : KernelResult.Success(limit);
    }

    /// <summary>Sets the limit.</summary>
    public static KernelResult<int> Set(Pid pid, ResourceLimitKind kind, ResourceLimit limit) =>
        KernelResult.FromLibc((int)prlimit64(SYS_prlimit64, pid.Value, (int)kind, &limit, null));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint prlimit64(long number, int pid, int kind, ResourceLimit* newLimit, ResourceLimit* oldLimit);
}
