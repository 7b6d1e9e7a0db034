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

    /// <summary>Moves the catalog away, to be looked at; only the last damaged one is kept.</summary>
    public static void SetAside(StoreLayout layout)
    {
        if (new FileInfo(layout.CatalogFile) is { Exists: true, Length: > 0 })
            File.Move(layout.CatalogFile, layout.CatalogFile + ".damaged", overwrite: true);
        StoreFiles.Delete(layout.CatalogFile + "-wal");
        StoreFiles.Delete(layout.CatalogFile + "-shm");
        StoreFiles.Delete(MarkFile(layout));
    }

    private static string MarkFile(StoreLayout layout) => layout.CatalogFile + ".rebuild";
}
