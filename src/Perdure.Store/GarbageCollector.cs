using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;

namespace Perdure.Store;

/// <summary>
/// Frees what no checkpoint uses, while nobody reads or writes: a pack without users is removed; of one with users, the places between
/// the chunks that are still used are given back to the file system as holes, so that offsets stay as they are. Each step may be interrupted and done
/// again. The use lock is let go between the steps, so a checkpoint that is to be taken does not wait for the whole collection.
/// </summary>
internal static class GarbageCollector
{
    /// <summary>Collects as long as nobody uses the store just now; what is left of the garbage waits in the catalog.</summary>
    public static CollectedSpace TryCollect(StoreLayout layout, Catalog catalog)
    {
        long freed = 0;
        foreach (var step in Steps(layout, catalog))
        {
            using var alone = TryBeAlone(layout);
            if (alone is null)
                return new CollectedSpace(freed, Waits: true);
            freed += step();
        }
        return new CollectedSpace(freed, Waits: false);
    }

    /// <summary>A process that we fork has the lock of a reader that has just ended until it executes its program: some milliseconds, which are waited for.</summary>
    private static FileLock? TryBeAlone(StoreLayout layout)
    {
        const int attempts = 10;
        const int betweenMilliseconds = 2;
        for (var attempt = 1; attempt < attempts; attempt++)
        {
            if (FileLock.TryExclusive(layout.UseLock) is { } alone)
                return alone;
            Thread.Sleep(betweenMilliseconds);
        }

        return FileLock.TryExclusive(layout.UseLock);
    }

    // Images come first: a catalog that is built anew from them must find none whose chunks are gone. Then whole packs: to forget some chunks of the others
    // the catalog needs space, which may have to come from them.
    private static List<Func<long>> Steps(StoreLayout layout, Catalog catalog)
    {
        var garbage = catalog.ListGarbage().ToLookup(item => item.Kind, item => item.Name);
        var packs = garbage[Garbage.PackKind].ToLookup(pack => catalog.FilesUsing(pack).Count > 0);
        var steps = new List<Func<long>>();
        if (garbage[Garbage.ImageKind].ToList() is { Count: > 0 } images)
            steps.Add(() => RemoveImages(layout, catalog, images));
        if (packs[false].ToList() is { Count: > 0 } whole)
            steps.Add(() => RemovePacks(layout, catalog, whole));
        var places = new UsedPlaces(layout, packs[true].ToHashSet());
        steps.AddRange(packs[true].Select(pack => (Func<long>)(() => PunchHoles(layout, catalog, places, pack))));
        return steps;
    }

    private static long RemoveImages(StoreLayout layout, Catalog catalog, List<string> images)
    {
        var freed = images.Sum(image => Remove(layout.Image(image)));
        StoreFiles.FlushDirectory(layout.Images);
        FailurePoints.Reach("garbage-images-removed");
        catalog.Forget(Garbage.ImageKind, images.Where(image => !File.Exists(layout.Image(image))));
        return freed;
    }

    private static long RemovePacks(StoreLayout layout, Catalog catalog, List<string> packs)
    {
        long freed = 0;
        // A pack that got a user since it was listed is left for the next collection.
        foreach (var pack in packs.Where(pack => catalog.FilesUsing(pack).Count == 0))
        {
            // First out of the catalog, so that no later writer finds a chunk whose bytes are gone.
            catalog.RemovePack(pack);
            FailurePoints.Reach("garbage-pack-forgotten");
            freed += Remove(layout.Pack(pack));
        }
        FailurePoints.Reach("garbage-packs-removed");
        catalog.RemoveOrphans();
        catalog.Forget(Garbage.PackKind, packs.Where(pack => !File.Exists(layout.Pack(pack))));
        return freed;
    }

    private static long PunchHoles(StoreLayout layout, Catalog catalog, UsedPlaces places, string pack)
    {
        var path = layout.Pack(pack);
        var before = StoreFiles.AllocatedBytes(path);
        List<string> users;
        do
        {
            users = catalog.FilesUsing(pack);
            // The last user went just now: the next collection removes the whole pack.
            if (users.Count == 0)
                break;
            if (places.TryFind(users, pack) is not { } used)
                continue;
            // Here too the catalog first.
            catalog.KeepChunks(pack, used.Keys.ToHashSet());
            FailurePoints.Reach("garbage-chunks-forgotten");
            PunchHoles(path, used);
            FailurePoints.Reach("garbage-holes-punched");
        }
        while (!catalog.TryForgetPack(pack, users));
        return before - StoreFiles.AllocatedBytes(path);
    }

    private static long Remove(string path)
    {
        var before = StoreFiles.AllocatedBytes(path);
        StoreFiles.Delete(path);
        return before - StoreFiles.AllocatedBytes(path);
    }

    private static void PunchHoles(string path, SortedDictionary<long, int> used)
    {
        var opened = DurableFiles.OpenExisting(path);
        if (!opened.Ok)
            return;
        using var file = opened.Value;
        PackHoles.Punch(file, used);
    }
}
