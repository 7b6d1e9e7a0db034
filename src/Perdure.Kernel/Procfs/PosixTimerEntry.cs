namespace Perdure.Kernel.Procfs;

/// <summary>One POSIX timer of /proc/PID/timers.</summary>
/// <param name="Id">Its number, as timer_settime takes it.</param>
/// <param name="Signal">The signal that it sends.</param>
/// <param name="Value">The value that comes with the signal (sigval).</param>
/// <param name="Notify">SIGEV_SIGNAL 0, SIGEV_NONE 1, SIGEV_THREAD 2 (which the kernel treats as a signal); SIGEV_THREAD_ID is told by <paramref name="ToThread"/>.</param>
/// <param name="ToThread">Whether the signal goes to one thread.</param>
/// <param name="Target">The pid or tid that gets the signal.</param>
/// <param name="ClockId">The clock; negative for CPU clocks of a process or thread.</param>
public readonly record struct PosixTimerEntry(int Id, int Signal, ulong Value, int Notify, bool ToThread, int Target, int ClockId);
