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

    private static List<(CatalogEntry Entry, string File, ChunkTable Table)> ReadImages(StoreLayout layout, HashSet<string> garbage)
    {
        var seen = new HashSet<CheckpointId>();
        var images = new List<(CatalogEntry, string, ChunkTable)>();
        foreach (var path in Directory.EnumerateFiles(layout.Images, "*.img").OrderDescending(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(path);
            if (CheckpointId.IsWellFormed(stem) && !garbage.Contains(stem) && !IsClaimed(layout, stem) && TryRead(layout, path) is var (entry, table) && seen.Add(entry.Id))
                images.Add((entry, stem, table));
        }

        return images;
    }

    /// <summary>Whether a writer at work has published it, and will tell the catalog itself.</summary>
    private static bool IsClaimed(StoreLayout layout, string stem)
    {
        using var orphan = FileLock.TryExclusiveExisting(layout.ClaimLock(stem));
        return orphan is null && File.Exists(layout.ClaimLock(stem));
    }

    private static (CatalogEntry Entry, ChunkTable Table)? TryRead(StoreLayout layout, string path)
    {
        try
        {
            using var image = ImageFile.Open(path);
            var table = image.ReadChunkTable();
            return table.Packs.All(pack => File.Exists(layout.Pack(pack))) ? (image.ReadLabel(), table) : null;
        }
        catch (PerdureException)
        {
            // A damaged image, or one of a newer perdure, stays where it is for who can read it.
            return null;
        }
    }
}
