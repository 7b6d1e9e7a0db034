using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// A pack while it is written: past the page cache wherever the file system can do that. The page cache would cost half as much processor time again as LZ4,
/// push the target's own files out, and leave all the writing to the fsync at the end. Thread-safe.
/// </summary>
internal sealed class PackFile : IDisposable
{
    /// <summary>Offsets and lengths of writes are whole blocks of this.</summary>
    public const int Block = 4096;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private long _end;

    /// <summary>A new pack.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cached">Whether it stays in the page cache all the same, to be restored from there.</param>
    public PackFile(string path, bool cached)
    {
        _path = path;
        _file = cached ? StoreFiles.CreateNew(path) : StoreFiles.CreateDirect(path);
    }

    /// <summary>The length in whole blocks.</summary>
    public static int Padded(int length) => (length + Block - 1) / Block * Block;

    /// <summary>A place for so many bytes, in whole blocks, that nobody else gets.</summary>
    public long Reserve(int length)
    {
        var end = Interlocked.Add(ref _end, Padded(length));
        if (end > ImageLimits.PackBytes)
            throw new PerdureException($"cannot write {_path}: it is larger than {ImageLimits.PackBytes} bytes");
        return end - Padded(length);
    }

    /// <summary>Writes whole blocks from memory on a page border.</summary>
    public void Write(ReadOnlySpan<byte> blocks, long offset) => StoreFiles.Write(_file, _path, blocks, offset);

    /// <summary>Puts the file on disk.</summary>
    public void Flush() => StoreFiles.Flush(_file, _path);

    public void Dispose() => _file.Dispose();
}
