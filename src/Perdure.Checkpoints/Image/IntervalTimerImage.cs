namespace Perdure.Checkpoints.Image;

/// <summary>An interval timer as setitimer knows it.</summary>
/// <param name="Which">ITIMER_*.</param>
/// <param name="ValueMicroseconds">Time left.</param>
/// <param name="IntervalMicroseconds">Period.</param>
public sealed record IntervalTimerImage(
    int Which,
    long ValueMicroseconds,
    long IntervalMicroseconds);
