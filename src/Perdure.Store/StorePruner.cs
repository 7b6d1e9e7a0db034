using Perdure.Kernel.Faults;

namespace Perdure.Store;

/// <summary>
/// Deletes what a plan gives up, in one transaction. The plan is made without a lock on the catalog, since chunk tables are read for it; the transaction is made only if all
/// that was to stay is still there. What was added meanwhile is younger, and makes nothing that goes worth keeping.
/// </summary>
internal static class StorePruner
{
    public static PruneOutcome Prune(ImageStore store, PruneRules rules, bool dryRun)
    {
        while (true)
        {
            var plan = PrunePlanner.Plan(store.Layout, store.Catalog, rules);
            if (dryRun)
                return new PruneOutcome(plan.Verdicts, plan.FreedBytes, SpaceWaits: false, plan.StoreBytes);
            if (!store.Catalog.TryRemove(plan.Leaving, plan.Staying))
                continue;
            FailurePoints.Reach("prune-removed");
            var space = GarbageCollector.TryCollect(store.Layout, store.Catalog);
            return new PruneOutcome(plan.Verdicts, space.FreedBytes, space.Waits, plan.StoreBytes);
        }
    }
}
