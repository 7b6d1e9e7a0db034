#pragma warning disable CS1591 // The names are the kernel's; getitimer(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Timers of setitimer (linux/time.h).</summary>
[CConstants("linux/time.h")]
public enum IntervalTimer
{
    ITIMER_REAL = 0,
    ITIMER_VIRTUAL = 1,
    ITIMER_PROF = 2,
}
