namespace Perdure.Kernel.Abi;

/// <summary>Timers of setitimer (linux/time.h). See getitimer(2).</summary>
[CConstants("linux/time.h")]
public enum IntervalTimer
{
    ITIMER_REAL = 0,
    ITIMER_VIRTUAL = 1,
    ITIMER_PROF = 2,
}
