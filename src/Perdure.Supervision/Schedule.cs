namespace Perdure.Supervision;

/// <summary>When the next checkpoint is due. Times are of a monotonic clock: a jump of the wall clock moves nothing.</summary>
internal sealed class Schedule
{
    // Of pauses: the last few count, so that one long pause does not hold checkpoints up for hours.
    private const double Weight = 0.3;

    // A widened interval that could be narrower by less stays as it is: the journal would tell of nothing else.
    private const double Slack = 1.25;

    private readonly TimeSpan _asked;
    private readonly double? _pauseBudget;
    private readonly Backoff _backoff;
    private TimeSpan? _typicalPause;
    private TimeSpan _last;

    /// <param name="interval">The interval that is asked for.</param>
    /// <param name="pauseBudget">The share of its time for which the program may stand still; null for no limit.</param>
    /// <param name="start">Now.</param>
    /// <param name="backoff">What failures do to it.</param>
    public Schedule(TimeSpan interval, double? pauseBudget, TimeSpan start, Backoff backoff)
    {
        _asked = Interval = interval;
        _pauseBudget = pauseBudget;
        _last = start;
        _backoff = backoff;
    }

    /// <summary>The interval as it is now.</summary>
    public TimeSpan Interval { get; private set; }

    /// <summary>When the next one is due.</summary>
    public TimeSpan Due => _last + _backoff.Stretch(Interval);

    /// <summary>One was begun: the next is due an interval later, or at once if that has passed meanwhile.</summary>
    public void Begin(TimeSpan now) => _last = now;

    /// <summary>One was taken, for which the program stood still for so long.</summary>
    /// <returns>Whether the interval has changed for that.</returns>
    public bool Note(TimeSpan pause)
    {
        if (_pauseBudget is not { } budget)
            return false;
        _typicalPause = _typicalPause is { } typical ? (typical * (1 - Weight)) + (pause * Weight) : pause;
        var needed = TimeSpan.FromTicks(Math.Max(_asked.Ticks, (long)(_typicalPause.Value.Ticks / budget)));
        var changes = needed > Interval || Interval > needed * Slack || (needed == _asked && Interval != _asked);
        if (changes)
            Interval = needed;
        return changes;
    }
}
