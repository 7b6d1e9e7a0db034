using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>Opening an image without the catalog: for a process that is told which file, and has no time to lose.</summary>
public sealed partial class ImageStore
{
    /// <summary>The stem of a checkpoint's file, for <see cref="ReopenImage"/>.</summary>
    public string StemOf(CheckpointId id) => Catalog.FileOf(id);

    /// <summary>Opens the file of a checkpoint. If it has been compacted since, it has another file by now, and the catalog is asked.</summary>
    /// <param name="directory">The store's.</param>
    /// <param name="stem">From <see cref="StemOf"/>.</param>
    /// <param name="id">The checkpoint.</param>
    public static ImageReader ReopenImage(string directory, string stem, CheckpointId id)
    {
        var layout = new StoreLayout(Path.GetFullPath(directory));
        var use = FileLock.Shared(layout.UseLock);
        try
        {
            var file = KeyFile.OfEnvironment();
            if (File.Exists(layout.Image(stem)))
            {
                var (seal, key) = StoreSeal.Of(layout, file);
                return new ImageReader(layout, stem, use, seal, key);
            }

            using var store = Open(directory, file);
            use.Dispose();
            return store.OpenImage(id);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }
}
