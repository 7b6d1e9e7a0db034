using System.Diagnostics;

namespace Perdure.Recovery.Guarding;

/// <summary>Which crashes are told of. The first ones of each sort are, each; of those that go on and on, one in a while, with how many there were: the journal is for other programs too.</summary>
internal sealed class Telling
{
    private const int MostAtOnce = 30;
    private const int MostSorts = 1000;
    private static readonly TimeSpan s_while = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Sort> _sorts = [];

    /// <summary>Counts a crash. Answers what is to be added to its story; null if it is not told of.</summary>
    /// <param name="signature">Its sort.</param>
    public string? Note(string signature)
    {
        var now = Stopwatch.GetTimestamp();
        if (!_sorts.TryGetValue(signature, out var sort))
        {
            if (_sorts.Count == MostSorts)
                _sorts.Clear();
            _sorts[signature] = sort = new Sort();
        }

        // A quiet time, and it begins anew.
        if (sort.Seen > 0 && Stopwatch.GetElapsedTime(sort.SeenAt, now) > s_while)
            sort.Told = 0;
        sort.SeenAt = now;
        sort.Seen++;
        if (sort.Told >= MostAtOnce && Stopwatch.GetElapsedTime(sort.ToldAt, now) < s_while)
        {
            sort.Untold++;
            return null;
        }

        sort.Told++;
        sort.ToldAt = now;
        var untold = sort.Untold;
        sort.Untold = 0;
        return untold > 0 ? $"; the {sort.Seen}th of its sort, {untold} since the last line were not written down" : "";
    }

    private sealed class Sort
    {
        public long Seen { get; set; }

        public long SeenAt { get; set; }

        public int Told { get; set; }

        public long ToldAt { get; set; }

        public long Untold { get; set; }
    }
}
