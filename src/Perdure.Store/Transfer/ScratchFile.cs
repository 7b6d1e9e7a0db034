using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;

namespace Perdure.Store.Transfer;

/// <summary>A file for what comes from elsewhere and is not judged yet: on the disk of the store, for its owner only, gone with its writer.</summary>
public sealed class ScratchFile : IDisposable
{
    private readonly Claim _claim;
    private readonly SafeFileHandle _file;

    /// <summary>Makes one.</summary>
    public ScratchFile(ImageStore store)
    {
        _claim = Claim.New(store.Layout);
        Path = store.Layout.UnfinishedImage(_claim.Stem);
        try
        {
            _file = StoreFiles.CreateNew(Path);
        }
        catch
        {
            _claim.Dispose();
            throw;
        }
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Its length.</summary>
    public long Length { get; private set; }

    /// <summary>A name that nothing in the store has.</summary>
    public string Stem => _claim.Stem;

    /// <summary>Adds bytes at its end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ImageLimits.ImageBytes - Length)
            throw new PerdureException($"an image of more than {ImageLimits.ImageBytes} bytes came", "the other side is damaged, or not perdure");
        StoreFiles.Write(_file, Path, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Reads it from the beginning.</summary>
    public Stream OpenRead()
    {
        try
        {
            return File.OpenRead(Path);
        }
        catch (IOException e)
        {
            throw new PerdureException($"cannot read {Path}: {e.Message}");
        }
    }

    /// <summary>Puts it on disk and gives it another name, in the place of what had that. It is no scratch file any more then.</summary>
    /// <param name="path">A path on the disk of the store.</param>
    public void MoveTo(string path)
    {
        StoreFiles.Flush(_file, Path);
        StoreFiles.Publish(Path, path, overwrite: true);
    }

    internal void Fill(ImageFileBuilder image)
    {
        Assert.Always(Length == 0);
        Length = image.Write(_file, Path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _claim.Dispose();
    }
}
