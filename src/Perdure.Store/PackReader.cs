using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>
/// A pack, open for reading: from the page cache when it lies there, else past it. Filling the page cache with what is read once costs
/// three times what
/// decompressing costs, and pushes out what others need. Thread-safe.
/// </summary>
internal sealed class PackReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    public PackReader(string path)
    {
        _path = path;
        _file = StoreFiles.OrThrow(DurableFiles.OpenForReading(path), "open", path);
        if (IsCached(_file) || DurableFiles.OpenForReading(path, direct: true) is not { Ok: true } direct)
            return;
        _file.Dispose();
        _file = direct.Value;
        IsDirect = true;
    }

    /// <summary>Whether it is read from the disk, past the page cache.</summary>
    public bool IsDirect { get; }

    /// <summary>Room on a page border that <see cref="Read"/> needs for so many bytes.</summary>
    public static int RoomFor(int length) => PackFile.Padded(length) + PackFile.Block;

    /// <summary>Reads into the room, and answers where in it the bytes are. They may be fewer, where the pack ends.</summary>
    public KernelResult<long> Read(long offset, int length, Span<byte> room, out Span<byte> bytes)
    {
        if (!IsDirect)
        {
            bytes = room[..length];
            return DurableFiles.ReadFully(_file, bytes, offset);
        }
        var skipped = (int)(offset % PackFile.Block);
        var read = DurableFiles.ReadFully(_file, room[..PackFile.Padded(skipped + length)], offset - skipped);
        bytes = room.Slice(skipped, length);
        if (read.Error == Errno.EINVAL)
            return ReadBuffered(bytes, offset);
        return read.Ok ? KernelResult.Success(Math.Clamp(read.Value - skipped, 0, length)) : read;
    }

    public void Dispose() => _file.Dispose();

    // Where the kernel can't tell (before 6.5), packs are taken for what they were written as: past the page cache.
    private static bool IsCached(SafeFileHandle file) =>
        DurableFiles.CachedBytes(file).Or(0) >= RandomAccess.GetLength(file) / 10 * 9;

    // A pack that was cut off in the middle of a block, or a disk with larger blocks: rare, and slow is good enough.
    private KernelResult<long> ReadBuffered(Span<byte> bytes, long offset)
    {
        using var file = StoreFiles.OrThrow(DurableFiles.OpenForReading(_path), "open", _path);
        return DurableFiles.ReadFully(file, bytes, offset);
    }
}
