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
        AddImages(layout, fresh!);
        fresh!.IsComplete = true;
        return fresh;
    }

    private static void AddImages(StoreLayout layout, Catalog catalog)
    {
        var seen = new HashSet<CheckpointId>();
        foreach (var path in Directory.EnumerateFiles(layout.Images, "*.img").OrderDescending(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(path);
            if (CheckpointId.IsWellFormed(stem) && TryRead(layout, path) is var (entry, table) && seen.Add(entry.Id))
                catalog.Add(entry, stem, table, onlyOwn: false);
        }
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
