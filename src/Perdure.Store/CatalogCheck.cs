using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Whether the catalog tells of the images that are there. One that was emptied, or put back from a copy, is sound in itself and would hide checkpoints, or have
/// writers refer to chunks that have gone since. The caller holds the open lock, and has swept what killed writers left.
/// </summary>
internal static class CatalogCheck
{
    /// <summary>Whether it does. What belongs to a writer at work is not judged.</summary>
    public static bool Agrees(StoreLayout layout, Catalog catalog)
    {
        // Others may be at work: whatever looks wrong is asked for once more when it must have come to an end.
        var files = Directory.EnumerateFiles(layout.Images, "*.img").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var known = catalog.ListFiles();
        var garbage = catalog.ListGarbage().Select(item => item.Name).ToHashSet();
        return known.All(row => files.Contains(row.File) || File.Exists(layout.Image(row.File)) || !catalog.HasFile(row.File))
            && !files.Except(known.Select(row => row.File)).Any(stem => !garbage.Contains(stem!) && IsHidden(layout, catalog, stem!));
    }

    private static bool IsHidden(StoreLayout layout, Catalog catalog, string stem)
    {
        if (!CheckpointId.IsWellFormed(stem) || File.Exists(layout.ClaimLock(stem)) || catalog.HasFile(stem))
            return false;
        try
        {
            using var image = ImageFile.Open(layout.Image(stem));
            var id = image.ReadLabel().Id;
            return !catalog.HasId(id) && image.ReadChunkTable().Packs.All(pack => File.Exists(layout.Pack(pack)));
        }
        catch (PerdureException)
        {
            // Damaged, or of a newer perdure: no catalog could tell of it.
            return false;
        }
    }
}
