using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>
/// What a crash-safe store needs of the file system and .NET does not offer: locks of its own, O_DIRECT, directories on disk, holes.
/// </summary>
public static partial class DurableFiles
{
    private const int O_RDONLY = 0;
    private const int O_NONBLOCK = 0x800;
    private const int O_RDWR = 2;
    private const int O_CREAT = 0x40;
    private const int O_EXCL = 0x80;
    private const int O_DIRECT = 0x4000;
    private const int O_DIRECTORY = 0x10000;
    private const int O_CLOEXEC = 0x80000;
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const long SYS_cachestat = 451;
    private const uint SYNC_FILE_RANGE_WRITE = 2;
    private const int FALLOC_FL_KEEP_SIZE = 1;
    private const int FALLOC_FL_PUNCH_HOLE = 2;

    /// <summary>Makes a file that does not exist yet, for reading and writing; EEXIST when it does.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="direct">Whether writes go past the page cache; offsets, lengths and buffers must then be whole blocks.</param>
    public static KernelResult<SafeFileHandle> CreateNew(string path, bool direct = false) =>
        Open(path, O_RDWR | O_CREAT | O_EXCL | (direct ? O_DIRECT : 0));

    /// <summary>Opens a file for reading and writing, and makes it when it is not there.</summary>
    public static KernelResult<SafeFileHandle> OpenOrCreate(string path) => Open(path, O_RDWR | O_CREAT);

    /// <summary>Opens an existing file for reading and writing.</summary>
    public static KernelResult<SafeFileHandle> OpenExisting(string path) => Open(path, O_RDWR);

    /// <summary>
    /// Opens an existing file for reading, without the lock that .NET would take on it. ESPIPE: it is no file but a fifo or the like, which would make us wait.
    /// </summary>
    /// <param name="path">Its path.</param>
    /// <param name="direct">Whether reads go past the page cache; offsets, lengths and buffers must then be whole blocks.</param>
    public static KernelResult<SafeFileHandle> OpenForReading(string path, bool direct = false)
    {
        var opened = Open(path, O_RDONLY | O_NONBLOCK | (direct ? O_DIRECT : 0));
        if (!opened.Ok || FileCalls.Status(opened.Value) is { Ok: true, Value.Kind: Abi.FileTypes.S_IFREG })
            return opened;
        opened.Value.Dispose();
        return KernelResult.Failure<SafeFileHandle>(Errno.ESPIPE);
    }

    /// <summary>Puts the entries of a directory on disk, so that a rename in it outlives a power cut.</summary>
    public static KernelResult<int> FlushDirectory(string path)
    {
        var opened = Open(path, O_RDONLY | O_DIRECTORY);
        if (!opened.Ok)
            return KernelResult.Failure<int>(opened.Error);
        using var directory = opened.Value;
        return Flush(directory);
    }

    /// <summary>fsync(2).</summary>
    public static KernelResult<int> Flush(SafeFileHandle file) => KernelResult.FromLibc(fsync(file));

    /// <summary>Begins to put a range on disk, without waiting for the end, so that a later <see cref="Flush"/> finds little left to do.</summary>
    public static KernelResult<int> BeginFlush(SafeFileHandle file, long offset, long length) =>
        KernelResult.FromLibc(sync_file_range(file, offset, length, SYNC_FILE_RANGE_WRITE));

    /// <summary>Takes a shared flock(2), and waits for it. It ends when the handle is closed, or with the process.</summary>
    public static KernelResult<int> LockShared(SafeFileHandle file) => Lock(file, LOCK_SH);

    /// <summary>Takes the exclusive flock(2), and waits for it.</summary>
    public static KernelResult<int> LockExclusive(SafeFileHandle file) => Lock(file, LOCK_EX);

    /// <summary>Takes the exclusive flock(2) if nobody else holds one; EAGAIN otherwise.</summary>
    public static KernelResult<int> TryLockExclusive(SafeFileHandle file) => Lock(file, LOCK_EX | LOCK_NB);

    /// <summary>Gives a range's blocks back to the file system; the range then reads as zeros, and the file keeps its length.</summary>
    public static KernelResult<int> PunchHole(SafeFileHandle file, long offset, long length) =>
        KernelResult.FromLibc(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));

    /// <summary>Writes all the bytes at an offset; ENOSPC, EDQUOT or EIO where the file system can't hold them.</summary>
    public static unsafe KernelResult<long> WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        long done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                // SAFETY: the range lies within the span, which is pinned.
                var result = KernelResult.FromLibc(pwrite(file, start + done, (nuint)(bytes.Length - done), offset + done));
                if (result.Ok)
                    done += result.Value;
                else if (result.Error != Errno.EINTR)
                    return result;
            }
        }
        return KernelResult.Success(done);
    }

    /// <summary>Reads at an offset until <paramref name="into"/> is full or the file ends. Answers the bytes read.</summary>
    public static unsafe KernelResult<long> ReadFully(SafeFileHandle file, Span<byte> into, long offset)
    {
        long done = 0;
        fixed (byte* start = into)
        {
            while (done < into.Length)
            {
                // SAFETY: the range lies within the span, which is pinned.
                var result = KernelResult.FromLibc(pread(file, start + done, (nuint)(into.Length - done), offset + done));
                if (result.Ok && result.Value == 0)
                    break;
                if (result.Ok)
                    done += result.Value;
                else if (result.Error != Errno.EINTR)
                    return result;
            }
        }
        return KernelResult.Success(done);
    }

    /// <summary>Has the file system choose the blocks of a range beforehand; the file grows to its end.</summary>
    public static KernelResult<int> Allocate(SafeFileHandle file, long offset, long length) =>
        KernelResult.FromLibc(fallocate(file, 0, offset, length));

    /// <summary>Cuts a file, or makes it longer by zeros.</summary>
    public static KernelResult<int> Truncate(SafeFileHandle file, long length) => KernelResult.FromLibc(ftruncate(file, length));

    /// <summary>How many bytes of a file lie in the page cache; ENOSYS before Linux 6.5.</summary>
    public static unsafe KernelResult<long> CachedBytes(SafeFileHandle file)
    {
        // struct cachestat_range { off, len } and struct cachestat { nr_cache, four more } of linux/mman.h; a length of 0 is the whole
        // file.
        var range = stackalloc ulong[] { 0, 0 };
        var pages = stackalloc ulong[5];
        // SAFETY: both structs are as long as the kernel's, and live on the stack until the call returns.
        var result = KernelResult.FromLibc(syscall(SYS_cachestat, file, range, pages, 0));
        return result.Ok ? KernelResult.Success((long)pages[0] * Environment.SystemPageSize) : result;
    }

    private static KernelResult<SafeFileHandle> Open(string path, int flags)
    {
        int fd;
        do
            fd = open(path, flags | O_CLOEXEC, 0x180);
        while (fd == -1 && KernelResult.LastErrno() == Errno.EINTR);
        return fd == -1
            ? KernelResult.Failure<SafeFileHandle>(KernelResult.LastErrno())
            : KernelResult.Success(new SafeFileHandle(fd, ownsHandle: true));
    }

    private static KernelResult<int> Lock(SafeFileHandle file, int operation)
    {
        KernelResult<int> result;
        do
            result = KernelResult.FromLibc(flock(file, operation));
        while (result.Error == Errno.EINTR);
        return result;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pwrite(SafeFileHandle fd, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pread(SafeFileHandle fd, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint syscall(long number, SafeFileHandle fd, ulong* range, ulong* pages, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sync_file_range(SafeFileHandle fd, long offset, long length, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle fd, int mode, long offset, long length);
}
