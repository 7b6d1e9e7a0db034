namespace Perdure.Supervision;

/// <summary>How long to wait for the next attempt after checkpoints that failed, whatever asked for them: later and later, since each attempt reads the whole program.</summary>
internal sealed class Backoff
{
    private const int MostDoublings = 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private int _failures;

    /// <summary>One more has failed.</summary>
    public void NoteFailure() => _failures++;

    /// <summary>One was taken.</summary>
    public void NoteSuccess() => _failures = 0;

    /// <summary>What becomes of an interval: it doubles with each failure, up to half a minute; one that is longer stays.</summary>
    public TimeSpan Stretch(TimeSpan interval)
    {
        var doubled = TimeSpan.FromSeconds(Math.Min(interval.TotalSeconds * (1 << Math.Min(_failures, MostDoublings)), s_longest.TotalSeconds));
        return doubled > interval ? doubled : interval;
    }
}
