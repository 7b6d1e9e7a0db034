using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Changing what files are: size, owner, times, names.</summary>
public static unsafe partial class FileChangeCalls
{
    private const int AT_FDCWD = -100;
    private const int UTIME_OMIT = 0x3ffffffe;
    private const uint FICLONE = 0x40049409;

    /// <summary>ftruncate(2).</summary>
    public static KernelResult<int> SetSize(SafeFileHandle file, long size) => KernelResult.FromLibc(ftruncate(file, size));

    /// <summary>fchmod(2).</summary>
    public static KernelResult<int> SetMode(SafeFileHandle file, uint mode) => KernelResult.FromLibc(fchmod(file, mode));

    /// <summary>fchown(2). On a socket it changes whose the socket is, as /proc/net shows it.</summary>
    public static KernelResult<int> SetOwner(SafeFileHandle file, uint uid, uint gid) => KernelResult.FromLibc(fchown(file, uid, gid));

    /// <summary>Sets when the content last changed; the time of the last read stays.</summary>
    public static KernelResult<int> SetModified(SafeFileHandle file, long nanoseconds)
    {
        var times = stackalloc long[] { 0, UTIME_OMIT, nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 };
        return KernelResult.FromLibc(futimens(file, times));
    }

    /// <summary>rename(2): links are moved, not followed; what has the new name is replaced.</summary>
    public static KernelResult<int> Rename(string path, string newPath) => KernelResult.FromLibc(rename(path, newPath));

    /// <summary>renameat2(2) with RENAME_NOREPLACE: EEXIST when something has the new name, EINVAL where the file system can't do that.</summary>
    public static KernelResult<int> RenameToNew(string path, string newPath)
    {
        const uint RENAME_NOREPLACE = 1;
        return KernelResult.FromLibc(renameat2(AT_FDCWD, path, AT_FDCWD, newPath, RENAME_NOREPLACE));
    }

    /// <summary>unlink(2).</summary>
    public static KernelResult<int> Remove(string path) => KernelResult.FromLibc(unlink(path));

    /// <summary>rmdir(2).</summary>
    public static KernelResult<int> RemoveDirectory(string path) => KernelResult.FromLibc(rmdir(path));

    /// <summary>mkdir(2).</summary>
    public static KernelResult<int> MakeDirectory(string path, uint mode) => KernelResult.FromLibc(mkdir(path, mode));

    /// <summary>chmod(2).</summary>
    public static KernelResult<int> SetMode(string path, uint mode) => KernelResult.FromLibc(chmod(path, mode));

    /// <summary>chown(2).</summary>
    public static KernelResult<int> SetOwner(string path, uint uid, uint gid) => KernelResult.FromLibc(chown(path, uid, gid));

    /// <summary>mkfifo(3).</summary>
    public static KernelResult<int> MakeFifo(string path, uint mode) => KernelResult.FromLibc(mkfifo(path, mode));

    /// <summary>Makes a file share the blocks of another one, where the file system can.</summary>
    public static KernelResult<int> CloneFrom(SafeFileHandle target, SafeFileHandle source) =>
        KernelResult.FromLibc(ioctl(target, FICLONE, FileCalls.Number(source)));

    /// <summary>The magic number of the file system that holds the file (linux/magic.h).</summary>
    public static KernelResult<long> FileSystemMagic(SafeFileHandle file)
    {
        const int StatfsLongs = 15;
        var buffer = stackalloc long[StatfsLongs + 1];
        return fstatfs(file, buffer) < 0 ? KernelResult.Failure<long>(KernelResult.LastErrno()) : KernelResult.Success(buffer[0]);
    }

    /// <summary>
    /// The kernel's lasting handle of a file: it finds the inode again after any rename, and answers ESTALE when it is gone.
    /// </summary>
    /// <returns>The type, four bytes, and the handle; EOPNOTSUPP where the file system has none.</returns>
    public static KernelResult<byte[]> LastingHandle(SafeFileHandle file)
    {
        const int AT_EMPTY_PATH = 0x1000;
        const int MaxHandle = 128;
        var buffer = stackalloc byte[8 + MaxHandle];
        *(uint*)buffer = MaxHandle;
        int mount;
        if (name_to_handle_at(FileCalls.Number(file), "", buffer, &mount, AT_EMPTY_PATH) < 0)
            return KernelResult.Failure<byte[]>(KernelResult.LastErrno());
        return KernelResult.Success(new ReadOnlySpan<byte>(buffer + 4, 4 + (int)*(uint*)buffer).ToArray());
    }

    /// <summary>Opens what <see cref="LastingHandle"/> told, by way of any open file of the same mount.</summary>
    public static KernelResult<SafeFileHandle> OpenByHandle(SafeFileHandle mount, ReadOnlySpan<byte> handle, OpenFlags flags)
    {
        const int MaxHandle = 128;
        if (handle.Length is < 4 or > MaxHandle + 4)
            return KernelResult.Failure<SafeFileHandle>(Errno.EINVAL);
        var buffer = stackalloc byte[8 + MaxHandle];
        *(uint*)buffer = (uint)handle.Length - 4;
        handle.CopyTo(new Span<byte>(buffer + 4, 4 + MaxHandle));
        return OwnHandle.From(open_by_handle_at(mount, buffer, (int)(flags | OpenFlags.O_CLOEXEC)));
    }

    /// <summary>Gives an open file without a name a name.</summary>
    public static KernelResult<int> Link(SafeFileHandle file, string path)
    {
        const int AT_SYMLINK_FOLLOW = 0x400;
        return KernelResult.FromLibc(linkat(AT_FDCWD, FileCalls.OwnPath(file), AT_FDCWD, path, AT_SYMLINK_FOLLOW));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(SafeFileHandle file, long* times);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string path, string newPath);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int oldDirectory, string path, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(SafeFileHandle file, long* buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int name_to_handle_at(int directory, string path, byte* handle, int* mount, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open_by_handle_at(SafeFileHandle mount, byte* handle, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int oldDirectory, string oldPath, int newDirectory, string newPath, int flags);
}
