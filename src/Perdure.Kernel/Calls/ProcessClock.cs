namespace Perdure.Kernel.Calls;

/// <summary>The CPU clock of another process (clock_getcpuclockid(3)): one call, in nanoseconds, for all of its threads, those included that have ended. Needs no rights.</summary>
public static class ProcessClock
{
    private const int CPUCLOCK_SCHED = 2;

    /// <summary>The processor time that a process has used; EINVAL when it has gone.</summary>
    public static KernelResult<TimeSpan> Used(Pid pid)
    {
        const int nanosecondsPerTick = 100;
        // The kernel's MAKE_PROCESS_CPUCLOCK.
        var read = TimerFdCalls.Now((~pid.Value << 3) | CPUCLOCK_SCHED);
        return read.Ok ? KernelResult.Success(TimeSpan.FromTicks(read.Value / nanosecondsPerTick)) : KernelResult.Failure<TimeSpan>(read.Error);
    }
}
