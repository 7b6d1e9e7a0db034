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

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _claim.Dispose();
    }
}
