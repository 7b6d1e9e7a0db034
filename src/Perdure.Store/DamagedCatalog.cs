namespace Perdure.Store;

/// <summary>A catalog that SQLite could not read is set aside, and a new one is built from the images.</summary>
internal static class DamagedCatalog
{
    /// <summary>Has the next Open set the catalog aside.</summary>
    public static void Mark(StoreLayout layout)
    {
        try
        {
            File.WriteAllBytes(MarkFile(layout), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The damage is reported anyway; the next use finds it again.
        }
    }

    public static bool IsMarked(StoreLayout layout) => File.Exists(MarkFile(layout));

    /// <summary>Makes room for a new catalog.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="keep">Whether to keep the old one, to be looked at; only the last damaged one is kept.</param>
    public static void SetAside(StoreLayout layout, bool keep)
    {
        if (!keep)
            StoreFiles.Delete(layout.CatalogFile);
        else if (new FileInfo(layout.CatalogFile) is { Exists: true, Length: > 0 })
            File.Move(layout.CatalogFile, layout.CatalogFile + ".damaged", overwrite: true);
        StoreFiles.Delete(layout.CatalogFile + "-wal");
        StoreFiles.Delete(layout.CatalogFile + "-shm");
        StoreFiles.Delete(MarkFile(layout));
    }

    private static string MarkFile(StoreLayout layout) => layout.CatalogFile + ".rebuild";
}
