namespace Perdure.Checkpoints.Exports;

/// <summary>Ranges of addresses of whole pages.</summary>
internal static class PageRanges
{
    /// <summary>The parts of a range that lie in any of some other ranges, in order, each once.</summary>
    public static IEnumerable<(ulong Start, ulong End)> Union(ulong start, ulong end, params IEnumerable<(ulong Start, ulong End)>[] ranges)
    {
        var all = new List<(ulong Start, ulong End)>();
        foreach (var some in ranges)
        {
            foreach (var (from, to) in some)
            {
                if (from < end && to > start)
                    all.Add((Math.Max(from, start), Math.Min(to, end)));
            }
        }

        all.Sort();
        return Joined(all);
    }

    private static IEnumerable<(ulong Start, ulong End)> Joined(List<(ulong Start, ulong End)> sorted)
    {
        for (var index = 0; index < sorted.Count;)
        {
            var (start, end) = sorted[index++];
            for (; index < sorted.Count && sorted[index].Start <= end; index++)
                end = Math.Max(end, sorted[index].End);
            yield return (start, end);
        }
    }
}
