namespace Perdure.Checkpoints.Image;

/// <summary>A timer of timer_create.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Clock">Its clock.</param>
/// <param name="Notify">SIGEV_*.</param>
/// <param name="NotifyThread">For SIGEV_THREAD_ID: the thread.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Value">sigev_value.</param>
/// <param name="ValueNanoseconds">Time left; 0 if disarmed.</param>
/// <param name="IntervalNanoseconds">Period.</param>
public sealed record PosixTimerImage(
    int Id,
    int Clock,
    int Notify,
    int NotifyThread,
    int Signal,
    ulong Value,
    long ValueNanoseconds,
    long IntervalNanoseconds);
