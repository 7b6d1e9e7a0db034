using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>Where the files of a store lie.</summary>
/// <param name="Root">The store's directory.</param>
internal sealed record StoreLayout(string Root)
{
    public string CatalogFile => Path.Combine(Root, "catalog.db");

    /// <summary>There if the store is encrypted.</summary>
    public string SealFile => Path.Combine(Root, "seal");

    public string ReserveFile => Path.Combine(Root, "reserve");

    /// <summary>Held exclusively while a store is opened: sweeping and rebuilding are done by one at a time.</summary>
    public string OpenLock => Path.Combine(Root, "open.lock");

    /// <summary>Held shared by writers and readers, and exclusively by whoever frees chunks.</summary>
    public string UseLock => Path.Combine(Root, "use.lock");

    public string Images => Path.Combine(Root, "images");

    public string Packs => Path.Combine(Root, "packs");

    public string Unfinished => Path.Combine(Root, "unfinished");

    public string Image(string stem) => Path.Combine(Images, stem + ".img");

    public string Pack(string name) => Path.Combine(Packs, name + ".pack");

    public string UnfinishedImage(string stem) => Path.Combine(Unfinished, stem + ".img");

    public string UnfinishedPack(string stem) => Path.Combine(Unfinished, stem + ".pack");

    public string ClaimLock(string stem) => Path.Combine(Unfinished, stem + ".lock");

    /// <summary>Makes the directories.</summary>
    public void Create()
    {
        if (!OperatingSystem.IsLinux())
            throw new PerdureException("perdure works on Linux only", exitCode: ExitCode.Unsupported);
        try
        {
            // A checkpoint holds all of a program's memory, secrets included: it is for its owner only.
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var directory in (ReadOnlySpan<string>)[Root, Images, Packs, Unfinished])
                Directory.CreateDirectory(directory, owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException(
                $"cannot make the store {Root}: {e.Message}",
                "choose a store that you may write to, with --store DIR or PERDURE_STORE");
        }
    }
}
