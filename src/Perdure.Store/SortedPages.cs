namespace Perdure.Store;

/// <summary>Searches in lists of runs, ranges or areas that are sorted by their pages and don't overlap.</summary>
public static class SortedPages
{
    /// <summary>The index of the first one that ends behind a page; the number of all if there is none.</summary>
    /// <param name="sorted">The list.</param>
    /// <param name="page">The page.</param>
    /// <param name="end">The page after the last of one.</param>
    public static int FirstEndingBehind<T>(IReadOnlyList<T> sorted, ulong page, Func<T, ulong> end)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (end(sorted[middle]) <= page)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
