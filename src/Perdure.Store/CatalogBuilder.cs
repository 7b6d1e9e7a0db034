using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>Opens the catalog; one that is lost or damaged is built anew from the images. The caller holds the open lock.</summary>
internal static class CatalogBuilder
{
    public static Catalog OpenOrRebuild(StoreLayout layout)
    {
        var isDamaged = true;
        if (!DamagedCatalog.IsMarked(layout) && Catalog.TryOpen(layout, out var catalog))
        {
            if (catalog!.IsComplete)
                return catalog;
            catalog.Dispose();
            isDamaged = false;
        }
        DamagedCatalog.SetAside(layout, keep: isDamaged);
        if (!Catalog.TryOpen(layout, out var fresh))
            throw new PerdureException($"cannot make the catalog {layout.CatalogFile}");
        fresh!.Replace(ReadImages(layout, []));
        fresh.IsComplete = true;
        return fresh;
    }

    /// <summary>
    /// Has a sound catalog tell of the images that are there, in one transaction: others may have it open, and must go on with the same file. What waits to be removed stays so.
    /// </summary>
    public static void Mend(StoreLayout layout, Catalog catalog) =>
        catalog.Replace(ReadImages(layout, catalog.ListGarbage().Where(item => item.Kind == Garbage.ImageKind).Select(item => item.Name).ToHashSet()));

    private static List<(CatalogEntry Entry, string File, Func<ChunkTable> Table)> ReadImages(StoreLayout layout, HashSet<string> garbage)
    {
        var found = new Dictionary<CheckpointId, (CatalogEntry Entry, string File, Func<ChunkTable> Table)>();
        // A compacted checkpoint may still have its old file: the newest of an id is the one.
        foreach (var path in Directory.EnumerateFiles(layout.Images, "*.img").OrderDescending(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(path);
            if (CheckpointId.IsWellFormed(stem) && !garbage.Contains(stem) && !IsClaimed(layout, stem) && TryRead(layout, path) is { } entry)
                found.TryAdd(entry.Id, (entry, stem, () => ReadTable(path)));
        }

        // The order of the rows says which checkpoint is the younger one. When they became visible is not in the images: the clock has to do.
        return [.. found.Values.OrderBy(image => image.Entry.Created).ThenBy(image => image.Entry.Id.Value, StringComparer.Ordinal)];
    }

    private static ChunkTable ReadTable(string path)
    {
        using var image = ImageFile.Open(path);
        return image.ReadChunkTable();
    }

    /// <summary>Whether a writer at work has published it, and will tell the catalog itself.</summary>
    private static bool IsClaimed(StoreLayout layout, string stem)
    {
        using var orphan = FileLock.TryExclusiveExisting(layout.ClaimLock(stem));
        return orphan is null && File.Exists(layout.ClaimLock(stem));
    }

    private static CatalogEntry? TryRead(StoreLayout layout, string path)
    {
        try
        {
            using var image = ImageFile.Open(path);
            return image.ReadChunkTable().Packs.All(pack => File.Exists(layout.Pack(pack))) ? image.ReadLabel() : null;
        }
        catch (PerdureException)
        {
            // A damaged image, or one of a newer perdure, stays where it is for who can read it.
            return null;
        }
    }
}
