using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// Tells how long a thread has been waiting, which no system call tells: the scheduler notes when a thread ran last, by a clock that our own
/// thread's note reads for us. Where the kernel has no such notes, nothing is known and timeouts start over.
/// </summary>
internal static class SchedulerClock
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The clock now; 0 if it can't be read.</summary>
    public static ulong Now()
    {
        // To give up the CPU is what makes the scheduler bring its note on us up to date.
        Thread.Yield();
        var file = ProcFile.Read("/proc/thread-self/sched", MaxBytes);
        if (!file.Ok)
            return 0;
        using var bytes = file.Value;
        return ProcSched.ParseExecStart(bytes.Span);
    }

    /// <summary>Nanoseconds since the thread ran last. Precondition: the thread has not been woken to be stopped yet.</summary>
    public static long Waited(Tid tid, ulong now)
    {
        var ran = ProcSched.ExecStartNanoseconds(tid).Or(0);
        return ran == 0 || ran > now ? 0 : (long)(now - ran);
    }
}
