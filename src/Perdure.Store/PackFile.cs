using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>
/// A pack while it is written: past the page cache, unless it is small, wherever the file system can do that. The page cache would cost half as much
/// processor time again as LZ4,
/// push the target's own files out, and leave all the writing to the fsync at the end. Thread-safe.
/// </summary>
internal sealed class PackFile : IDisposable
{
    /// <summary>Offsets and lengths of writes are whole blocks of this.</summary>
    public const int Block = 4096;

    // Blocks chosen beforehand make direct writes half as fast again.
    private const long AllocationStep = 16 << 20;

    private readonly object _gate = new();
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly bool _cached;
    private readonly bool _dense;
    private long _end;
    private long _allocated;

    /// <summary>A new pack.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cached">Whether it goes by way of the page cache all the same: it is small, or will be restored from there.</param>
    /// <param name="dense">Whether every reserved byte will be written, so that blocks may be allocated beforehand.</param>
    public PackFile(string path, bool cached, bool dense)
    {
        _path = path;
        _cached = cached;
        _dense = dense;
        _file = cached ? StoreFiles.CreateNew(path) : StoreFiles.CreateDirect(path);
    }

    /// <summary>The length in whole blocks.</summary>
    public static int Padded(int length) => (length + Block - 1) / Block * Block;

    /// <summary>A place for so many bytes, in whole blocks, that nobody else gets.</summary>
    public long Reserve(int length)
    {
        lock (_gate)
        {
            var start = _end;
            _end += Padded(length);
            if (_end > ImageLimits.PackBytes)
                throw new PerdureException($"cannot write {_path}: it is larger than {ImageLimits.PackBytes} bytes");
            if (_dense && _end > _allocated)
            {
                // Where that does not work, or there is no space for a whole step, the writes themselves will tell.
                _ = DurableFiles.Allocate(_file, _allocated, AllocationStep);
                _allocated += AllocationStep;
            }
            return start;
        }
    }

    /// <summary>Writes whole blocks from memory on a page border.</summary>
    public void Write(ReadOnlySpan<byte> blocks, long offset)
    {
        StoreFiles.Write(_file, _path, blocks, offset);
        // That it can't be begun is no failure: the flush at the end says what is.
        if (_cached)
            _ = DurableFiles.BeginFlush(_file, offset, blocks.Length);
    }

    /// <summary>Gives up what is not among these places.</summary>
    public void Keep(SortedDictionary<long, int> used) => PackHoles.Punch(_file, used);

    /// <summary>Puts the file on disk.</summary>
    public void Flush()
    {
        if (_allocated > _end)
            StoreFiles.OrThrow(DurableFiles.Truncate(_file, _end), "cut", _path);
        StoreFiles.Flush(_file, _path);
    }

    public void Dispose() => _file.Dispose();
}
