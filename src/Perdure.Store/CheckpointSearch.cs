using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>Finds the checkpoint that a user means.</summary>
public static class CheckpointSearch
{
    private const int NearMisses = 3;

    /// <summary>By id, by name (its newest), or by the beginning of an id.</summary>
    /// <param name="entries">All of them, the oldest first.</param>
    /// <param name="idOrName">What the user says.</param>
    public static CatalogEntry Find(IReadOnlyList<CatalogEntry> entries, string idOrName)
    {
        var exact = entries.FirstOrDefault(entry => entry.Id.Value == idOrName) ?? entries.LastOrDefault(entry => entry.Name == idOrName);
        if (exact is not null && idOrName.Length > 0)
            return exact;
        var begin = idOrName.Length == 0
            ? []
            : entries.Where(entry => entry.Id.Value.StartsWith(idOrName, StringComparison.Ordinal)).ToList();
        return begin switch
        {
            [var only] => only,
            [] => throw new PerdureException($"there is no checkpoint '{idOrName}'", Suggest(entries, idOrName)),
            _ => throw new PerdureException(
                $"'{idOrName}' begins the ids of {begin.Count} checkpoints",
                "give more of the id: " + string.Join(", ", begin.TakeLast(NearMisses).Select(Describe))),
        };
    }

    private static string Suggest(IReadOnlyList<CatalogEntry> entries, string wanted)
    {
        var near = entries
            .Reverse()
            .Select(entry => (Entry: entry, Distance: Math.Min(Distance(wanted, entry.Name), Distance(wanted, entry.Id.Value))))
            .Where(candidate => candidate.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Take(NearMisses)
            .Select(candidate => Describe(candidate.Entry))
            .ToList();
        return near.Count > 0 ? "did you mean " + string.Join(", ", near) + "?" : "perdure list shows them all";
    }

    private static string Describe(CatalogEntry entry) => entry.Name.Length > 0 ? $"{entry.Id} ({entry.Name})" : entry.Id.Value;

    // Levenshtein's distance: how many letters to change, add or drop.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var letter in left)
        {
            var diagonal = row[0]++;
            for (var i = 1; i <= right.Length; i++)
            {
                var changed = diagonal + (letter == right[i - 1] ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(changed, Math.Min(row[i], row[i - 1]) + 1);
            }
        }
        return row[^1];
    }
}
