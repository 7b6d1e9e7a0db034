using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>
/// Frees what no checkpoint uses, while nobody reads or writes: a pack without users is removed; of one with users, the places between
/// the chunks that
/// are still used are given back to the file system as holes, so that offsets stay as they are. Each step may be interrupted and done
/// again.
/// </summary>
internal static class GarbageCollector
{
    private const long Block = 4096;

    /// <summary>Collects if nobody uses the store just now; otherwise the garbage waits in the catalog.</summary>
    public static void TryCollect(StoreLayout layout, Catalog catalog)
    {
        var garbage = catalog.ListGarbage();
        if (garbage.Count == 0)
            return;
        using var alone = FileLock.TryExclusive(layout.UseLock);
        if (alone is null)
            return;
        foreach (var item in garbage)
        {
            if (item.Kind == Garbage.ImageKind)
                StoreFiles.Delete(layout.Image(item.Name));
            else
                Review(layout, catalog, item.Name);
            catalog.Forget(item);
        }
    }

    private static void Review(StoreLayout layout, Catalog catalog, string pack)
    {
        var users = catalog.FilesUsing(pack);
        if (users.Count == 0)
        {
            // First out of the catalog, so that no writer finds a chunk whose file is gone.
            catalog.RemovePack(pack);
            StoreFiles.Delete(layout.Pack(pack));
        }
        else if (TryFindUsed(layout, users, pack) is { } used)
        {
            catalog.KeepChunks(pack, used.Keys.ToHashSet());
            PunchHoles(layout.Pack(pack), used);
        }
    }

    private static SortedDictionary<long, int>? TryFindUsed(StoreLayout layout, List<string> users, string pack)
    {
        var used = new SortedDictionary<long, int>();
        try
        {
            foreach (var user in users)
            {
                using var image = ImageFile.Open(layout.Image(user));
                var table = image.ReadChunkTable();
                foreach (var record in table.Records.Where(record => table.Packs[record.Pack] == pack))
                    used[record.Offset] = Math.Max(record.StoredLength, used.GetValueOrDefault(record.Offset));
            }
            return used;
        }
        catch (PerdureException)
        {
            // A user that can't be read might be mended one day: nothing of its pack is given up.
            return null;
        }
    }

    private static void PunchHoles(string path, SortedDictionary<long, int> used)
    {
        var opened = DurableFiles.OpenExisting(path);
        if (!opened.Ok)
            return;
        using var file = opened.Value;
        long free = 0;
        foreach (var (offset, length) in used)
        {
            Punch(file, free, offset);
            free = Math.Max(free, offset + length);
        }
        Punch(file, free, RandomAccess.GetLength(file));
    }

    private static void Punch(Microsoft.Win32.SafeHandles.SafeFileHandle file, long from, long to)
    {
        from = (from + Block - 1) / Block * Block;
        to = to / Block * Block;
        // A file system without holes keeps the bytes until the whole pack goes.
        if (from < to)
            _ = DurableFiles.PunchHole(file, from, to - from);
    }
}
