using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>timerfd_create(2) and its kin.</summary>
public static unsafe partial class TimerFdCalls
{
    private const uint TFD_IOC_SET_TICKS = 0x40085400;

    /// <summary>A timer that is not armed.</summary>
    public static KernelResult<SafeFileHandle> Create(int clock) => OwnHandle.From(timerfd_create(clock, (int)OpenFlags.O_CLOEXEC));

    /// <summary>Arms it (flags: 1 absolute, 2 cancel when the clock is set).</summary>
    public static KernelResult<int> Set(SafeFileHandle timer, int flags, IntervalTimerSpec spec) =>
        KernelResult.FromLibc(timerfd_settime(timer, flags, &spec, null));

    /// <summary>The time left and the interval. The kernel counts missed expirations of an interval timer while it is at it.</summary>
    public static KernelResult<IntervalTimerSpec> Get(SafeFileHandle timer)
    {
        IntervalTimerSpec spec;
        return timerfd_gettime(timer, &spec) < 0 ? KernelResult.Failure<IntervalTimerSpec>(KernelResult.LastErrno()) : KernelResult.Success(spec);
    }

    /// <summary>Sets how often it has expired since the last read (CONFIG_CHECKPOINT_RESTORE). Precondition: not 0.</summary>
    public static KernelResult<int> SetTicks(SafeFileHandle timer, ulong ticks) => KernelResult.FromLibc(ioctl(timer, TFD_IOC_SET_TICKS, &ticks));

    /// <summary>What a clock shows, in nanoseconds.</summary>
    public static KernelResult<long> Now(int clock)
    {
        var time = stackalloc long[2];
        return clock_gettime(clock, time) < 0
            ? KernelResult.Failure<long>(KernelResult.LastErrno())
            : KernelResult.Success((time[0] * 1_000_000_000) + time[1]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_settime(SafeFileHandle timer, int flags, IntervalTimerSpec* value, IntervalTimerSpec* old);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_gettime(SafeFileHandle timer, IntervalTimerSpec* value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, ulong* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int clock_gettime(int clock, long* time);
}
