using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// Tells how long a thread has been waiting, which no system call tells: the scheduler notes when a thread ran last. Its clock is one of each
/// processor (time that interrupts and the hypervisor took is left out), so our own thread goes to the processor in question and compares
/// its own note with the common clock. Where the kernel has no such notes, nothing is known and timeouts start over.
/// One thread at a time.
/// </summary>
internal sealed class SchedulerClock
{
    private const int MaxBytes = 1 << 20;
    private static readonly Tid s_self = new(0);
    private readonly Dictionary<int, long?> _aheadOfCommonClock = [];

    /// <summary>Nanoseconds since the thread ran last; 0 if that is not known. Precondition: the thread has not been woken to be stopped yet.</summary>
    public long Waited(Pid pid, Tid tid)
    {
        var ran = (long)ProcSched.ExecStartNanoseconds(tid).Or(0);
        if (ran == 0 || ProcStat.Read(pid, tid) is not { Ok: true, Value.Processor: var processor } || AheadOf(processor) is not { } ahead)
            return 0;
        return Math.Max(Common() + ahead - ran, 0);
    }

    private long? AheadOf(int processor)
    {
        if (!_aheadOfCommonClock.TryGetValue(processor, out var ahead))
        {
            ahead = Measure(processor);
            _aheadOfCommonClock.Add(processor, ahead);
        }

        return ahead;
    }

    private static long? Measure(int processor)
    {
        if (Affinity.Get(s_self) is not { Ok: true, Value: var before } || !Affinity.PinOwnThread(processor).Ok)
            return null;
        try
        {
            // To sleep and wake is what makes the scheduler bring its note on us up to date.
            _ = ShortSleep.Microseconds(1);
            var file = ProcFile.Read("/proc/thread-self/sched", MaxBytes);
            if (!file.Ok)
                return null;
            using var bytes = file.Value;
            return (long)ProcSched.ParseExecStart(bytes.Span) - Common();
        }
        finally
        {
            _ = Affinity.Set(s_self, before);
        }
    }

    private static long Common() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
