namespace Perdure.Store;

/// <summary>
/// Flattens runs that overlap: on each page the one that comes last in the list wins. It takes n log n, however they lie.
/// </summary>
internal static class PageRunSweep
{
    /// <summary>The flattened runs, sorted, handed to <paramref name="append"/> one by one.</summary>
    public static List<PageRun> LatestWins(List<PageRun> runs, Action<List<PageRun>, PageRun> append)
    {
        var byStart = new int[runs.Count];
        for (var i = 0; i < byStart.Length; i++)
            byStart[i] = i;
        Array.Sort(byStart, (left, right) => runs[left].FirstPage.CompareTo(runs[right].FirstPage));
        var result = new List<PageRun>(runs.Count);
        // The runs that have begun; the latest of them is the one to be seen.
        var begun = new PriorityQueue<int, int>();
        ulong page = 0;
        for (var next = 0; next < byStart.Length || begun.Count > 0;)
        {
            while (begun.TryPeek(out var old, out _) && runs[old].EndPage <= page)
                begun.Dequeue();
            if (begun.Count == 0 && next == byStart.Length)
                break;
            if (begun.Count == 0)
                page = runs[byStart[next]].FirstPage;
            for (; next < byStart.Length && runs[byStart[next]].FirstPage <= page; next++)
                begun.Enqueue(byStart[next], -byStart[next]);
            page = Emit(runs, begun, next < byStart.Length ? runs[byStart[next]].FirstPage : ulong.MaxValue, page, result, append);
        }
        return result;
    }

    /// <summary>Lays sorted runs over other sorted ones: on each page that both have the upper one wins. It takes one pass.</summary>
    public static List<PageRun> Overlay(List<PageRun> lower, List<PageRun> upper, Action<List<PageRun>, PageRun> append)
    {
        var result = new List<PageRun>(lower.Count + upper.Count);
        var at = 0;
        ulong page = 0;
        foreach (var run in upper)
        {
            AddUpTo(run.FirstPage);
            append(result, run);
            page = run.EndPage;
        }

        AddUpTo(ulong.MaxValue);
        return result;

        // What is seen of the lower ones between the last upper one and the next.
        void AddUpTo(ulong end)
        {
            for (; at < lower.Count && lower[at].FirstPage < end; at++)
            {
                var first = Math.Max(lower[at].FirstPage, page);
                if (first < Math.Min(lower[at].EndPage, end))
                    append(result, lower[at].Part(first, Math.Min(lower[at].EndPage, end)));
                if (lower[at].EndPage > end)
                    return;
            }
        }
    }

    private static ulong Emit(
        List<PageRun> runs,
        PriorityQueue<int, int> begun,
        ulong nextStart,
        ulong page,
        List<PageRun> result,
        Action<List<PageRun>, PageRun> append)
    {
        if (!begun.TryPeek(out var seen, out _) || runs[seen].EndPage <= page)
            return page;
        var end = Math.Min(runs[seen].EndPage, nextStart);
        append(result, runs[seen].Part(page, end));
        return end;
    }
}
