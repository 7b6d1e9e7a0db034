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
        var found = new Dictionary<CheckpointId, (CatalogEntry Entry, string Path)>();
        // A compacted checkpoint may still have its old file: the newest of an id is the one.
        foreach (var path in Directory.EnumerateFiles(layout.Images, "*.img").OrderDescending(StringComparer.Ordinal))
        {
            if (CheckpointId.IsWellFormed(Path.GetFileNameWithoutExtension(path)) && TryRead(layout, path) is { } entry)
                found.TryAdd(entry.Id, (entry, path));
        }
        // The order of the rows says which checkpoint is the younger one. When they became visible is not in the images: the clock has to do.
        foreach (var (entry, path) in found.Values.OrderBy(image => image.Entry.Created).ThenBy(image => image.Entry.Id.Value, StringComparer.Ordinal))
        {
            using var image = ImageFile.Open(path);
            catalog.Add(entry, Path.GetFileNameWithoutExtension(path), image.ReadChunkTable());
        }
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
