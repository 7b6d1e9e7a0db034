using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>
/// Arms a timer again. It goes on with the time that was left, except an absolute one of the real time: that one is due when it is due.
/// </summary>
internal static class TimerFdRestorer
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int TFD_TIMER_ABSTIME = 1;

    public static SafeFileHandle Restore(TimerFdDescription saved, RestoreContext context)
    {
        var handle = TimerFdCalls.Create(saved.Clock).OrThrow($"make a timer of clock {saved.Clock}");
        var value = saved.LeftNanoseconds;
        if (value > 0 && (saved.SetFlags & TFD_TIMER_ABSTIME) != 0)
            value = saved.DueNanoseconds > 0 ? saved.DueNanoseconds : TimerFdCalls.Now(saved.Clock).OrThrow("read the clock") + value;
        var spec = new IntervalTimerSpec { Value = TimeOf(value), Interval = TimeOf(saved.IntervalNanoseconds) };
        TimerFdCalls.Set(handle, saved.SetFlags, spec).OrThrow("arm a timer");
        if (saved.Ticks > 0 && !TimerFdCalls.SetTicks(handle, saved.Ticks).Ok)
            context.Note($"{saved.Ticks} unread expirations of a timer are lost: this kernel can't set them (CONFIG_CHECKPOINT_RESTORE)");
        return handle;
    }

    private static TimeSpec TimeOf(long nanoseconds) =>
        new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
}
