namespace Perdure.Tracing;

/// <summary>What became of an attempt to stop a thread.</summary>
internal enum StopOutcome
{
    /// <summary>It is stopped.</summary>
    Stopped,

    /// <summary>It has ended meanwhile.</summary>
    Gone,

    /// <summary>It did not stop in time: the kernel holds it in an uninterruptible wait.</summary>
    TimedOut,
}
