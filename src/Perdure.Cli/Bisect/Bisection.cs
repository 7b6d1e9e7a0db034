namespace Perdure.Cli.Bisect;

/// <summary>
/// The search for the last good one of a row of which all before some place are good and all from there on are bad, by as few trials as can be: the two ends, unless they are
/// known, and then always the middle one of what is left. One that nobody can judge is passed over for its nearest neighbour.
/// </summary>
/// <param name="judge">Makes a trial of the one at a place.</param>
internal sealed class Bisection(Func<int, Verdict> judge)
{
    private readonly HashSet<int> _skipped = [];

    /// <summary>Searches among the first <paramref name="count"/> places.</summary>
    /// <param name="count">How many there are, the oldest first.</param>
    /// <param name="knownGood">A place that is known to be good; the search begins there.</param>
    /// <param name="knownBad">A place behind it that is known to be bad; the search ends there.</param>
    internal BisectionResult Run(int count, int? knownGood = null, int? knownBad = null)
    {
        var last = knownBad ?? count - 1;
        var first = knownGood is { } good ? (Place: good, Verdict.Good) : FirstJudged(Enumerable.Range(0, last));
        if (first is not (var oldest, Verdict.Good))
            return first is (var bad, _) ? new BisectionResult(BisectionEnd.BadFromTheStart, null, bad, []) : Nothing();
        var second = knownBad is { } known ? (Place: known, Verdict.Bad) : FirstJudged(Enumerable.Range(oldest + 1, last - oldest).Reverse());
        if (second is not (var newest, Verdict.Bad))
            return second is (var still, _) ? new BisectionResult(BisectionEnd.GoodToTheEnd, still, null, []) : Nothing();
        return Narrow(oldest, newest);

        static BisectionResult Nothing() => new(BisectionEnd.NothingJudged, null, null, []);
    }

    /// <summary>The first of some places that is not skipped; null if all are.</summary>
    private (int Place, Verdict Verdict)? FirstJudged(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            if (Judge(place) is not Verdict.Skipped and var verdict)
                return (place, verdict);
        }

        return null;
    }

    private BisectionResult Narrow(int good, int bad)
    {
        while (Middle(good, bad) is { } middle)
        {
            switch (Judge(middle))
            {
                case Verdict.Good:
                    good = middle;
                    break;
                case Verdict.Bad:
                    bad = middle;
                    break;
                default:
                    break;
            }
        }

        return new BisectionResult(BisectionEnd.Found, good, bad, [.. Enumerable.Range(good + 1, bad - good - 1)]);
    }

    private Verdict Judge(int place)
    {
        var verdict = judge(place);
        if (verdict == Verdict.Skipped)
            _skipped.Add(place);
        return verdict;
    }

    private int? Middle(int good, int bad)
    {
        var places = Enumerable.Range(good + 1, bad - good - 1).Where(place => !_skipped.Contains(place)).ToList();
        return places.Count == 0 ? null : places.MinBy(place => Math.Abs((2 * place) - good - bad));
    }
}
