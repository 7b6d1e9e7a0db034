using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Policy, nice value, I/O priority and CPUs of a thread. Tid 0 is the calling thread.</summary>
public static unsafe partial class Scheduling
{
    private const long SYS_getpriority = 140;
    private const long SYS_setpriority = 141;
    private const long SYS_ioprio_set = 251;
    private const long SYS_ioprio_get = 252;
    private const long SYS_sched_setattr = 314;
    private const long SYS_sched_getattr = 315;

    /// <summary>Policy and its parameters.</summary>
    public static KernelResult<SchedulingAttributes> GetAttributes(Tid tid)
    {
        SchedulingAttributes attributes = default;
        var result = sched_getattr(SYS_sched_getattr, tid.Value, &attributes, (uint)sizeof(SchedulingAttributes), 0);
        return result < 0 ? KernelResult.Failure<SchedulingAttributes>(KernelResult.LastErrno()) : KernelResult.Success(attributes);
    }

    /// <summary>Sets policy and parameters. E2BIG: the kernel doesn't know a field that isn't 0.</summary>
    public static KernelResult<int> SetAttributes(Tid tid, SchedulingAttributes attributes)
    {
        attributes.Size = (uint)sizeof(SchedulingAttributes);
        return KernelResult.FromLibc((int)sched_setattr(SYS_sched_setattr, tid.Value, &attributes, 0));
    }

    /// <summary>The nice value, -20 to 19.</summary>
    public static KernelResult<int> GetNice(Tid tid)
    {
        // The raw call answers 20 - nice, so that no answer looks like an errno.
        var result = getpriority(SYS_getpriority, (int)PriorityWho.PRIO_PROCESS, tid.Value);
        return result < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success(20 - (int)result);
    }

    /// <summary>Sets the nice value.</summary>
    public static KernelResult<int> SetNice(Tid tid, int nice) =>
        KernelResult.FromLibc((int)setpriority(SYS_setpriority, (int)PriorityWho.PRIO_PROCESS, tid.Value, nice));

    /// <summary>The I/O priority: the class (<see cref="IoPriorityClass"/>) in the bits from 13 on, the level below.</summary>
    public static KernelResult<int> GetIoPriority(Tid tid) =>
        KernelResult.FromLibc((int)getpriority(SYS_ioprio_get, (int)IoPriorityWho.IOPRIO_WHO_PROCESS, tid.Value));

    /// <summary>Sets the I/O priority.</summary>
    public static KernelResult<int> SetIoPriority(Tid tid, int priority) =>
        KernelResult.FromLibc((int)setpriority(SYS_ioprio_set, (int)IoPriorityWho.IOPRIO_WHO_PROCESS, tid.Value, priority));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint sched_getattr(long number, int tid, SchedulingAttributes* attributes, uint size, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint sched_setattr(long number, int tid, SchedulingAttributes* attributes, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getpriority(long number, int which, int who);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint setpriority(long number, int which, int who, int value);
}
