using System.Globalization;

namespace Perdure.Store.Retention;

/// <summary>
/// Why checkpoints stay. Young and old is what the order of the list says; times only name buckets. So a checkpoint of a clock that was years ahead takes one
/// bucket, and goes when enough younger ones have come, and one of a clock that was set back is young all the same.
/// </summary>
internal static class KeepReasons
{
    /// <summary>The youngest of a name is never given up.</summary>
    public const string Newest = "newest";

    /// <summary>Nor is the one that has the latest time, if that is another: it is the one that the name means, and which clock was wrong nobody knows.</summary>
    public const string NewestByTime = "newest by time";

    /// <summary>The reasons for each checkpoint, by its place in the list; one without any goes.</summary>
    /// <param name="oldestFirst">All checkpoints, of all names.</param>
    /// <param name="policy">What to keep besides the newest of each name, or nothing.</param>
    public static IReadOnlyList<string>[] Of(IReadOnlyList<AgedCheckpoint> oldestFirst, KeepPolicy? policy)
    {
        var reasons = oldestFirst.Select(_ => new List<string>()).ToArray();
        foreach (var name in Enumerable.Range(0, oldestFirst.Count).Reverse().GroupBy(at => oldestFirst[at].Name))
        {
            var youngestFirst = name.ToList();
            Protect(oldestFirst, youngestFirst, reasons);
            foreach (var count in policy?.Counts ?? [])
                Keep(oldestFirst, youngestFirst, count, reasons);
        }
        return reasons;
    }

    /// <summary>Whether the reasons say that it stays whatever the policy and the size.</summary>
    public static bool AreOfTheNewest(IReadOnlyList<string> reasons) => reasons.Contains(Newest) || reasons.Contains(NewestByTime);

    private static void Protect(IReadOnlyList<AgedCheckpoint> checkpoints, List<int> youngestFirst, List<string>[] reasons)
    {
        var latest = youngestFirst.MaxBy(at => checkpoints[at].Created);
        reasons[youngestFirst[0]].Add(Newest);
        if (latest != youngestFirst[0])
            reasons[latest].Add(NewestByTime);
    }

    private static void Keep(IReadOnlyList<AgedCheckpoint> checkpoints, List<int> youngestFirst, KeepCount count, List<string>[] reasons)
    {
        if (count.Rule == KeepRule.Last)
        {
            for (var place = 0; place < Math.Min(count.Count, youngestFirst.Count); place++)
                reasons[youngestFirst[place]].Add(string.Create(CultureInfo.InvariantCulture, $"{count.Rule.Word} {place + 1}"));
            return;
        }
        foreach (var bucket in youngestFirst.GroupBy(at => count.Rule.BucketOf(checkpoints[at].Created)).Take(count.Count))
            reasons[bucket.First()].Add($"{count.Rule.Word} {bucket.Key}");
    }
}
