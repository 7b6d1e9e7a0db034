using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// The right to a new file name in the store, for as long as its files are not finished. The lock file is made first and deleted last,
/// so whatever a
/// killed writer left can be told by a lock file that nobody holds; the catalog alone says whether the work was committed.
/// </summary>
internal sealed class Claim : IDisposable
{
    private readonly StoreLayout _layout;
    private readonly FileLock _use;
    private readonly FileLock _own;

    private Claim(StoreLayout layout, string stem, FileLock use, FileLock own)
    {
        _layout = layout;
        Stem = stem;
        _use = use;
        _own = own;
    }

    /// <summary>The name, without its ending.</summary>
    public string Stem { get; }

    /// <summary>Set once the catalog refers to the files.</summary>
    public bool Committed { get; set; }

    public static Claim New(StoreLayout layout)
    {
        var use = FileLock.Shared(layout.UseLock);
        try
        {
            for (var attempt = 0; attempt < 100; attempt++)
            {
                var stem = CheckpointId.New(DateTimeOffset.UtcNow).Value;
                if (FileLock.TryCreate(layout.ClaimLock(stem)) is { } own)
                    return new Claim(layout, stem, use, own);
            }
            throw new PerdureException($"cannot find a free name in {layout.Unfinished}");
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        RemoveFiles(_layout, Stem, Committed);
        _own.Dispose();
        _use.Dispose();
    }

    /// <summary>Removes what writers that died have left.</summary>
    public static void Sweep(StoreLayout layout, Func<string, bool> isCommitted)
    {
        foreach (var path in Directory.EnumerateFiles(layout.Unfinished, "*.lock"))
        {
            using var orphan = FileLock.TryExclusiveExisting(path);
            var stem = Path.GetFileNameWithoutExtension(path);
            if (orphan is not null && CheckpointId.IsWellFormed(stem))
                RemoveFiles(layout, stem, isCommitted(stem));
        }
    }

    private static void RemoveFiles(StoreLayout layout, string stem, bool committed)
    {
        StoreFiles.Delete(layout.UnfinishedPack(stem));
        StoreFiles.Delete(layout.UnfinishedImage(stem));
        if (!committed)
        {
            StoreFiles.Delete(layout.Image(stem));
            StoreFiles.Delete(layout.Pack(stem));
        }
        StoreFiles.Delete(layout.ClaimLock(stem));
    }
}
