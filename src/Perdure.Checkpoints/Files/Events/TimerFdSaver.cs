using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>Reads a timer: the time left by timerfd_gettime(2), the rest from fdinfo.</summary>
internal static class TimerFdSaver
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int TFD_TIMER_ABSTIME = 1;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        if (file.Info.Decimal("clockid") is not { } clock)
            return UnsupportedSaver.Save(found, context, "a timerfd whose clock the kernel does not show");
        // Asked first: for an interval timer that has expired the kernel now counts the missed expirations, as the program's own read would.
        var spec = TimerFdCalls.Get(file.Handle).OrThrow("read a timer");
        var left = NanosecondsOf(spec.Value);
        var flags = (int)Octal(file.Info["settime flags"]);
        var real = clock is 0 or 8;
        return new TimerFdDescription
        {
            Id = found.Id,
            Name = file.Link,
            Flags = file.Flags,
            Clock = (int)clock,
            Ticks = TicksNow(file),
            SetFlags = flags,
            LeftNanoseconds = left,
            DueNanoseconds = left > 0 && real && (flags & TFD_TIMER_ABSTIME) != 0 ? TimerFdCalls.Now((int)clock).Or(0) + left : 0,
            IntervalNanoseconds = NanosecondsOf(spec.Interval),
        };
    }

    private static long NanosecondsOf(TimeSpec time) => (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;

    private static ulong TicksNow(OpenFile file)
    {
        using var own = ProcFdTable.Open(Kernel.Pid.Self.Leader).OrThrow("list our own descriptors");
        var info = own.Info(new Kernel.RemoteFd(FileCalls.Number(file.Handle)));
        return (ulong)((info.Ok ? info.Value : file.Info).Decimal("ticks") ?? 0);
    }

    private static long Octal(string? digits)
    {
        long value = 0;
        foreach (var digit in digits ?? "")
            value = (value << 3) | (uint)((digit - '0') & 7);
        return value;
    }
}
