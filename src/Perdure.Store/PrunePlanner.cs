using Perdure.Kernel;
using Perdure.Store.Retention;

namespace Perdure.Store;

/// <summary>Decides which checkpoints go: those that the policy does not keep, and of the others as many as the size demands, the oldest first.</summary>
internal static class PrunePlanner
{
    private const string NoRule = "no rule keeps it";
    private const string TooLarge = "the store is too large";

    public static PrunePlan Plan(StoreLayout layout, Catalog catalog, PruneRules rules)
    {
        // Taken first: from then on no image that the list names is removed.
        using var use = FileLock.Shared(layout.UseLock);
        var entries = catalog.ListByAge();
        var reasons = KeepReasons.Of([.. entries.Select(entry => new AgedCheckpoint(entry.Name, entry.Created))], rules.Keep);
        bool IsKept(int at) => rules.Keep is null || reasons[at].Count > 0;
        var meant = Meant(entries, rules.Name);
        var order = meant.Where(at => !KeepReasons.AreOfTheNewest(reasons[at])).OrderBy(IsKept).ToList();

        var bytes = BytesBySteps(layout, catalog, entries, order);
        var left = OwnBytes(layout) + bytes.Sum();
        var gone = 0;
        for (; gone < order.Count && (!IsKept(order[gone]) || left > rules.MaxBytes); gone++)
            left -= bytes[gone];

        var leaving = order.Take(gone).ToHashSet();
        PruneVerdict Verdict(int at) => leaving.Contains(at)
            ? new PruneVerdict(entries[at], Goes: true, [IsKept(at) ? TooLarge : NoRule])
            : new PruneVerdict(entries[at], Goes: false, reasons[at]);
        return new PrunePlan([.. meant.Select(Verdict)], bytes.Take(gone).Sum(), left);
    }

    /// <summary>The places of the checkpoints that the rules are about, the oldest first.</summary>
    private static List<int> Meant(List<CatalogEntry> entries, string? name)
    {
        var meant = Enumerable.Range(0, entries.Count).Where(at => name is null || entries[at].Name == name).ToList();
        return meant.Count > 0 || name is null ? meant : throw new PerdureException($"there is no checkpoint of the name '{name}'", "perdure list shows them all");
    }

    /// <summary>What each one in the order gives back if those before it have gone; the last number is what all others take.</summary>
    private static long[] BytesBySteps(StoreLayout layout, Catalog catalog, List<CatalogEntry> entries, List<int> order)
    {
        var ledger = new SpaceLedger(order.Count);
        var steps = order.Select((at, step) => (entries[at].Id, Step: step)).ToDictionary(pair => pair.Id, pair => pair.Step);
        foreach (var entry in entries)
            AddCheckpoint(ledger, layout, catalog, entry.Id, steps.GetValueOrDefault(entry.Id, order.Count));
        return ledger.BytesBySteps();
    }

    private static void AddCheckpoint(SpaceLedger ledger, StoreLayout layout, Catalog catalog, CheckpointId id, int step)
    {
        try
        {
            using var image = ImageFile.Open(layout.Image(catalog.FileOf(id)));
            ledger.AddFile(StoreFiles.AllocatedBytes(image.Path), step);
            var table = image.ReadChunkTable();
            foreach (var record in table.Records)
                ledger.AddChunk(table.Packs[record.Pack], record.Offset, record.StoredLength, step);
        }
        catch (PerdureException)
        {
            // Deleted by somebody else just now, or damaged. Which chunks a damaged one needs nobody knows, so its deletion is expected to give back too little.
        }
    }

    /// <summary>What the catalog and the other files beside the images take.</summary>
    private static long OwnBytes(StoreLayout layout) => Directory.EnumerateFiles(layout.Root).Sum(StoreFiles.AllocatedBytes);
}
