using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Opening, reading and writing files of our own.</summary>
public static unsafe partial class FileCalls
{
    private const int AT_FDCWD = -100;
    private const int SEEK_SET = 0;
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;
    private const int LinkBytes = 4096 + 64;

    /// <summary>open(2); the handle is always closed by exec.</summary>
    public static KernelResult<SafeFileHandle> Open(string path, OpenFlags flags, uint mode = 0)
    {
        int fd;
        do
            fd = open(path, (int)(flags | OpenFlags.O_CLOEXEC), mode);
        while (fd < 0 && KernelResult.LastErrno() == Errno.EINTR);
        return OwnHandle.From(fd);
    }

    /// <summary>openat(2) in an open directory.</summary>
    public static KernelResult<SafeFileHandle> OpenAt(SafeFileHandle directory, string path, OpenFlags flags, uint mode = 0) =>
        OwnHandle.From(openat(directory, path, (int)(flags | OpenFlags.O_CLOEXEC), mode));

    /// <summary>A new description of the same file, with other flags, by way of /proc/self/fd.</summary>
    public static KernelResult<SafeFileHandle> Reopen(SafeFileHandle file, OpenFlags flags) => Open(OwnPath(file), flags);

    /// <summary>The path by which this process may name an open file of its own: /proc/self/fd/N.</summary>
    public static string OwnPath(SafeFileHandle file) => $"/proc/self/fd/{Number(file)}";

    /// <summary>The number of our own descriptor.</summary>
    public static int Number(SafeFileHandle file) => (int)file.DangerousGetHandle();

    /// <summary>read(2).</summary>
    public static KernelResult<long> Read(SafeFileHandle file, Span<byte> into) => KernelResult.FromLibc(read(file, into, (nuint)into.Length));

    /// <summary>pread(2).</summary>
    public static KernelResult<long> ReadAt(SafeFileHandle file, Span<byte> into, long offset) =>
        KernelResult.FromLibc(pread(file, into, (nuint)into.Length, offset));

    /// <summary>preadv2(2) with RWF_NOWAIT: reads what memory has of a file, and EAGAIN instead of a wait for the disk. EOPNOTSUPP where the file system can't tell.</summary>
    public static KernelResult<long> ReadCached(SafeFileHandle file, Span<byte> into, long offset)
    {
        const int RWF_NOWAIT = 8;
        fixed (byte* first = into)
        {
            var vector = stackalloc nint[] { (nint)first, into.Length };
            return KernelResult.FromLibc(preadv2(file, vector, 1, offset, RWF_NOWAIT));
        }
    }

    /// <summary>write(2).</summary>
    public static KernelResult<long> Write(SafeFileHandle file, ReadOnlySpan<byte> from) =>
        KernelResult.FromLibc(write(file, from, (nuint)from.Length));

    /// <summary>pwrite(2).</summary>
    public static KernelResult<long> WriteAt(SafeFileHandle file, ReadOnlySpan<byte> from, long offset) =>
        KernelResult.FromLibc(pwrite(file, from, (nuint)from.Length, offset));

    /// <summary>lseek(2) from the start of the file.</summary>
    public static KernelResult<long> Seek(SafeFileHandle file, long offset) => KernelResult.FromLibc((nint)lseek(file, offset, SEEK_SET));

    /// <summary>The next data at or behind an offset; ENXIO when only a hole follows. Moves the offset of the description.</summary>
    public static KernelResult<long> NextData(SafeFileHandle file, long offset) => KernelResult.FromLibc((nint)lseek(file, offset, SEEK_DATA));

    /// <summary>The next hole at or behind an offset. Moves the offset of the description.</summary>
    public static KernelResult<long> NextHole(SafeFileHandle file, long offset) => KernelResult.FromLibc((nint)lseek(file, offset, SEEK_HOLE));

    /// <summary>statx(2) of an open file; works on O_PATH descriptors too.</summary>
    public static KernelResult<FileStatus> Status(SafeFileHandle file) => StatusAt(Number(file), "", 0x1000);

    /// <summary>statx(2) of a path, links followed.</summary>
    public static KernelResult<FileStatus> Status(string path) => StatusAt(AT_FDCWD, path, 0);

    /// <summary>statx(2) of a path, the last link not followed.</summary>
    public static KernelResult<FileStatus> LinkStatus(string path) => StatusAt(AT_FDCWD, path, 0x100);

    /// <summary>Whether a path is the root of a mount, a single file that is mounted as well; the last link not followed. False before Linux 5.8, which does not tell.</summary>
    public static KernelResult<bool> IsMountPoint(string path)
    {
        const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;
        StatxBuffer buffer;
        return statx(AT_FDCWD, path, 0x100, 0, &buffer) < 0
            ? KernelResult.Failure<bool>(KernelResult.LastErrno())
            : KernelResult.Success((buffer.stx_attributes & buffer.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0);
    }

    /// <summary>Bytes that a file takes on its disk, the last link not followed: st_blocks, so without its holes.</summary>
    public static KernelResult<long> AllocatedBytes(string path)
    {
        const uint STATX_BLOCKS = 0x400;
        const int SectorBytes = 512;
        StatxBuffer buffer;
        return statx(AT_FDCWD, path, 0x100, STATX_BLOCKS, &buffer) < 0
            ? KernelResult.Failure<long>(KernelResult.LastErrno())
            : KernelResult.Success((long)buffer.stx_blocks * SectorBytes);
    }

    /// <summary>Where a link points, in the kernel's own text; EILSEQ when that is no UTF-8.</summary>
    public static KernelResult<string> ReadLink(string path)
    {
        Span<byte> target = stackalloc byte[LinkBytes];
        var length = readlink(path, target, (nuint)target.Length);
        if (length < 0)
            return KernelResult.Failure<string>(KernelResult.LastErrno());
        return Utf8(target[..(int)length]);
    }

    /// <summary>The numbered entries of a directory of /proc, in its order.</summary>
    public static KernelResult<List<int>> ReadNumbers(SafeFileHandle directory)
    {
        var numbers = new List<int>();
        Span<byte> buffer = stackalloc byte[16384];
        while (true)
        {
            var got = syscall((long)SyscallNumber.getdents64, directory, buffer, (nuint)buffer.Length);
            if (got < 0)
                return KernelResult.Failure<List<int>>(KernelResult.LastErrno());
            if (got == 0)
                return KernelResult.Success(numbers);
            AddNumbers(buffer[..(int)got], numbers);
        }
    }

    private static KernelResult<string> Utf8(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\ufffd', StringComparison.Ordinal) ? KernelResult.Failure<string>(Errno.EILSEQ) : KernelResult.Success(text);
    }

    private static void AddNumbers(ReadOnlySpan<byte> entries, List<int> numbers)
    {
        const int LengthAt = 16;
        const int NameAt = 19;
        while (entries.Length > NameAt)
        {
            var length = BitConverter.ToUInt16(entries[LengthAt..]);
            if (System.Buffers.Text.Utf8Parser.TryParse(entries[NameAt..length], out int number, out _))
                numbers.Add(number);
            entries = entries[length..];
        }
    }

    private static KernelResult<FileStatus> StatusAt(int directory, string path, int flags)
    {
        const uint STATX_BASIC_STATS = 0x7ff;
        StatxBuffer buffer;
        return statx(directory, path, flags, STATX_BASIC_STATS, &buffer) < 0
            ? KernelResult.Failure<FileStatus>(KernelResult.LastErrno())
            : KernelResult.Success(FileStatus.From(buffer));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(SafeFileHandle directory, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle file, Span<byte> into, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeFileHandle file, Span<byte> into, nuint size, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint preadv2(SafeFileHandle file, nint* vectors, int count, long offset, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle file, ReadOnlySpan<byte> from, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeFileHandle file, ReadOnlySpan<byte> from, nuint size, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, Span<byte> into, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, SafeFileHandle directory, Span<byte> entries, nuint size);
}
