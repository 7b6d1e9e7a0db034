using Perdure.Kernel;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>A directory of checkpoints. Thread-safe; several processes may use one store at once.</summary>
public sealed partial class ImageStore : IDisposable
{
    private readonly byte[] _seal;

    private ImageStore(StoreLayout layout, Catalog catalog, (byte[] Seal, StoreKey? Key) sealing)
    {
        Layout = layout;
        Catalog = catalog;
        (_seal, Key) = sealing;
    }

    /// <summary>PERDURE_STORE; else /var/lib/perdure for root and $XDG_DATA_HOME/perdure (~/.local/share/perdure) for others.</summary>
    public static string DefaultDirectory
    {
        get
        {
            if (Environment.GetEnvironmentVariable("PERDURE_STORE") is { Length: > 0 } chosen)
                return chosen;
            if (Environment.IsPrivilegedProcess)
                return "/var/lib/perdure";
            const Environment.SpecialFolder data = Environment.SpecialFolder.LocalApplicationData;
            return Path.Combine(Environment.GetFolderPath(data, Environment.SpecialFolderOption.DoNotVerify), "perdure");
        }
    }

    /// <summary>The store's directory.</summary>
    public string Directory => Layout.Root;

    /// <summary>With what it is encrypted (<see cref="StoreSeal"/>); empty if it is not.</summary>
    public ReadOnlyMemory<byte> Seal => _seal;

    /// <summary>Whether it is encrypted, and was opened without the key: it can tell what there is, check checksums, delete and copy, but not read or write.</summary>
    public bool IsLocked => IsSealed && Key is null;

    internal StoreKey? Key { get; }

    private bool IsSealed => _seal.Length > 0;

    internal StoreLayout Layout { get; }

    internal Catalog Catalog { get; }

    /// <summary>Says when a checkpoint was begun. Tests have it jump.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Opens a store, and makes it when it isn't there. Removes what writers that were killed have left.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="key">The key file, if the store is encrypted, or is to be when it is made. A wrong one is refused; without one the store is <see cref="IsLocked"/>.</param>
    /// <param name="adopt">
    /// The seal that it gets if it has no checkpoints yet, empty for none: that of the store whose checkpoints it is to hold. Null if it is to be encrypted when there is a key.
    /// </param>
    public static ImageStore Open(string directory, KeyFile? key = null, ReadOnlyMemory<byte>? adopt = null)
    {
        var layout = new StoreLayout(Path.GetFullPath(directory));
        StoreSeal.CheckAdopted(layout, key, adopt);
        layout.Create();
        using (FileLock.Exclusive(layout.OpenLock))
        {
            var sealing = StoreSeal.Establish(layout, key, adopt);
            try
            {
                return OpenClean(layout, sealing);
            }
            catch (PerdureException) when (DamagedCatalog.IsMarked(layout))
            {
                // Cleaning up found damage in the catalog: this time it is built anew.
                return OpenClean(layout, sealing);
            }
        }
    }

    /// <summary>Begins a new checkpoint.</summary>
    /// <param name="label">What it is of.</param>
    /// <param name="compression">When its chunks are compressed.</param>
    /// <param name="cached">Whether they go by way of the page cache: quicker for some ten megabytes, and bad for the machine with gigabytes.</param>
    /// <remarks>An encrypted store compresses at once: nothing of a program is ever written as it is. Of the command line only the program is kept in the clear.</remarks>
    public ImageWriter Begin(CheckpointLabel label, ImageCompression compression = ImageCompression.Inline, bool cached = false)
    {
        RequireKey();
        return Key is null ? new ImageWriter(this, label, compression, cached) : new ImageWriter(this, label with { Command = label.Command.Split(' ')[0] }, ImageCompression.Inline, cached);
    }

    /// <summary>Throws if the store is encrypted and was opened without its key.</summary>
    public void RequireKey()
    {
        if (IsLocked)
            throw new PerdureException($"the store {Directory} is encrypted, and no key is named", $"name its key file with --key-file FILE or {KeyFile.Variable}");
    }

    /// <summary>Opens a checkpoint for reading.</summary>
    public ImageReader OpenImage(CheckpointId id)
    {
        // The use lock is taken first: from then on nothing that the catalog names is removed.
        var use = FileLock.Shared(Layout.UseLock);
        try
        {
            return new ImageReader(Layout, Catalog.FileOf(id), use, _seal, Key);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>All checkpoints, the oldest first.</summary>
    public IReadOnlyList<CatalogEntry> List() => Catalog.List();

    /// <summary>Whether there is this checkpoint.</summary>
    public bool Has(CheckpointId id) => Catalog.HasId(id);

    /// <summary>The checkpoint that a user means: an id, the unique beginning of one, or a name (then its newest checkpoint).</summary>
    public CatalogEntry Find(string idOrName) => CheckpointSearch.Find(List(), idOrName);

    /// <summary>
    /// Deletes a checkpoint, and frees the chunks that no other one uses; if somebody is reading or writing just now, the next Open or
    /// Delete frees them.
    /// </summary>
    public void Delete(CheckpointId id)
    {
        using var room = SpaceReserve.Lend(Layout);
        Catalog.Remove(id);
        GarbageCollector.TryCollect(Layout, Catalog);
    }

    /// <summary>
    /// Deletes the checkpoints that the rules give up, all at once, and frees their space as <see cref="Delete"/> does. Never the newest of a name. Others may
    /// write, read, delete and prune at the same time.
    /// </summary>
    /// <param name="rules">What stays.</param>
    /// <param name="dryRun">Whether only to tell what would be done.</param>
    public PruneOutcome Prune(PruneRules rules, bool dryRun = false)
    {
        using var room = SpaceReserve.Lend(Layout);
        return StorePruner.Prune(this, rules, dryRun);
    }

    /// <summary>Reads all of a checkpoint and checks every checksum, length and rule that the store knows.</summary>
    public VerifyReport Verify(CheckpointId id) => ImageVerifier.Verify(this, id);

    /// <summary>Checkpoints whose chunks wait for <see cref="Compact"/>, the oldest first.</summary>
    public IReadOnlyList<CheckpointId> ListDeferred() => Catalog.ListDeferred();

    /// <summary>
    /// Compresses and identifies the chunks of a deferred checkpoint into a new pack, and then drops the old one. Killed at any moment, the
    /// checkpoint is whole in its old form or in its new one; call again. Readers go on undisturbed. Nothing happens when it is compact
    /// already.
    /// </summary>
    public CatalogEntry Compact(CheckpointId id) => ImageCompactor.Compact(this, id);

    /// <inheritdoc/>
    public void Dispose() => Catalog.Dispose();

    /// <summary>A new name, for a writer. A store that was without checkpoints may have become an encrypted one since it was opened: what is written in the other way then could not be read.</summary>
    internal Claim NewClaim()
    {
        var claim = Claim.New(Layout);
        if (File.Exists(Layout.SealFile) == IsSealed)
            return claim;
        claim.Dispose();
        throw new PerdureException($"the store {Directory} was {(IsSealed ? "encrypted, and is so no more" : "made an encrypted one")} while it was open here", "run the command again");
    }

    private static ImageStore OpenClean(StoreLayout layout, (byte[] Seal, StoreKey? Key) sealing)
    {
        using var room = SpaceReserve.Lend(layout);
        var store = new ImageStore(layout, CatalogBuilder.OpenOrRebuild(layout), sealing);
        try
        {
            Claim.Sweep(layout, store.Catalog.Knows);
            if (!CatalogCheck.Agrees(layout, store.Catalog))
                CatalogBuilder.Mend(layout, store.Catalog);
            CollectIfPossible(layout, store.Catalog);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static void CollectIfPossible(StoreLayout layout, Catalog catalog)
    {
        try
        {
            GarbageCollector.TryCollect(layout, catalog);
        }
        catch (PerdureException) when (!DamagedCatalog.IsMarked(layout))
        {
            // A full disk, say. A store with garbage can be read and made smaller; whoever deletes next tries again, and hears of it.
        }
    }
}
