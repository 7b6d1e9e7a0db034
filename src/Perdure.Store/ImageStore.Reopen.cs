namespace Perdure.Store;

/// <summary>Opening an image without the catalog: for a process that is told which file, and has no time to lose.</summary>
public sealed partial class ImageStore
{
    /// <summary>The stem of a checkpoint's file, for <see cref="ReopenImage"/>.</summary>
    public string StemOf(CheckpointId id) => Catalog.FileOf(id);

    /// <summary>Opens the file of a checkpoint that another process has open, and so knows to be there.</summary>
    /// <param name="directory">The store's.</param>
    /// <param name="stem">From <see cref="StemOf"/>.</param>
    public static ImageReader ReopenImage(string directory, string stem)
    {
        var layout = new StoreLayout(Path.GetFullPath(directory));
        var use = FileLock.Shared(layout.UseLock);
        try
        {
            return new ImageReader(layout, stem, use);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }
}
