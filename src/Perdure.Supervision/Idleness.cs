namespace Perdure.Supervision;

/// <summary>When a program has been quiet for long enough to deserve a checkpoint. Pure: it is told what was seen. Times are of a monotonic clock.</summary>
internal sealed class Idleness
{
    /// <summary>Of one processor: a program that uses no more than this is quiet. Timers of idle servers and runtimes stay below it.</summary>
    public const double QuietShare = 0.01;

    private const int TimesForLittle = 30;
    private static readonly TimeSpan s_leastForLittle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_ownWork = TimeSpan.FromMilliseconds(5);

    // What we stopped goes back into its calls, which may be seen only after the checkpoint.
    private static readonly TimeSpan s_settling = TimeSpan.FromMicroseconds(500);
    private readonly TimeSpan _asked;
    private readonly Backoff _backoff;
    private TimeSpan _quietSince;
    private TimeSpan _lastLook;
    private TimeSpan _lastTry;
    private bool _hasWorked = true;
    private bool _hasStirred;
    private TimeSpan _forgiven;

    /// <param name="asked">For how long it is to be quiet.</param>
    /// <param name="start">Now. What it did before is not known: it counts as work.</param>
    /// <param name="backoff">What failures do to it.</param>
    public Idleness(TimeSpan asked, TimeSpan start, Backoff backoff)
    {
        _asked = asked;
        _backoff = backoff;
        _quietSince = _lastLook = _lastTry = start;
    }

    // Timers of idle servers are a little as well: this is what bounds their checkpoints.
    private TimeSpan LongForLittle => _asked * TimesForLittle > s_leastForLittle ? _asked * TimesForLittle : s_leastForLittle;

    /// <summary>Somebody looked.</summary>
    /// <param name="now">When.</param>
    /// <param name="used">The processor time used since the last look.</param>
    /// <param name="cameOrWent">Whether processes came or went since then: what those did is not in <paramref name="used"/>.</param>
    /// <returns>Why a checkpoint is due, in words for the journal: it is quiet now, and was not at some time since the last checkpoint, or did at least a little in a longer time; null if none is.</returns>
    public string? Look(TimeSpan now, TimeSpan used, bool cameOrWent)
    {
        if (cameOrWent || used > (now - _lastLook) * QuietShare)
        {
            _hasWorked = true;
            _quietSince = now;
        }

        _hasStirred |= used > _forgiven;
        _forgiven = TimeSpan.Zero;
        _lastLook = now;
        if (now - _quietSince < _asked)
            return null;
        if (_hasWorked && now - _lastTry >= _backoff.Stretch(_asked))
            return "the program is quiet";
        return _hasStirred && now - _lastTry >= _backoff.Stretch(LongForLittle) ? "the program is quiet, and did a little" : null;
    }

    /// <summary>A checkpoint was tried, for whatever reason, and has ended.</summary>
    /// <param name="isTaken">Whether there is one now: if not, what the program did before is in none yet.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="took">How long it took. What the program did in the latter part of that is not in the checkpoint.</param>
    /// <param name="used">The processor time the program has used meanwhile. Calls that we make in it are part of that: a few milliseconds for each process are none of its own.</param>
    /// <param name="processes">How many processes it has.</param>
    public void NoteTry(bool isTaken, TimeSpan now, TimeSpan took, TimeSpan used, int processes)
    {
        const double busyShare = 0.1;
        _hasWorked = (_hasWorked && !isTaken) || used > (took * busyShare) + (processes * s_ownWork);
        _hasStirred &= !isTaken;
        _forgiven = processes * s_settling;
        _quietSince = _lastLook = _lastTry = now;
    }
}
