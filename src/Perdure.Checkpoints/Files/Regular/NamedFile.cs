using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>
/// Opens regular files by names out of an image. The names are those that the kernel told, so their last part was never a link: where it is one now, somebody else
/// chose its target, and it is not followed. Looked at by O_PATH first, for to open a fifo waits, and to open a device may do anything.
/// </summary>
internal static class NamedFile
{
    /// <summary>What has the name now. An O_PATH descriptor stays with it, whatever happens to the name.</summary>
    public static KernelResult<SafeFileHandle> Look(string path) => FileCalls.Open(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);

    /// <summary>Opens the file; ELOOP, EISDIR or ENXIO when something else than <paramref name="kind"/> has its name.</summary>
    public static KernelResult<SafeFileHandle> Open(string path, OpenFlags flags, uint kind = FileTypes.S_IFREG)
    {
        var looked = Look(path);
        if (!looked.Ok)
            return looked;
        using var there = looked.Value;
        var status = FileCalls.Status(there);
        if (!status.Ok)
            return KernelResult.Failure<SafeFileHandle>(status.Error);
        if (status.Value.Kind != kind)
            return KernelResult.Failure<SafeFileHandle>(ErrorOf(status.Value.Kind));
        // The kernel shows O_NOFOLLOW among a description's flags, so who had it must get it; /proc/self/fd could not be followed with it.
        return (flags & OpenFlags.O_NOFOLLOW) == 0 ? FileCalls.Reopen(there, flags) : OpenSame(path, flags, status.Value);
    }

    /// <summary>The kind that a saved file may have: an image could name any.</summary>
    public static uint KindOf(SavedFile file) => (file.Mode & FileTypes.S_IFMT) == FileTypes.S_IFBLK ? FileTypes.S_IFBLK : FileTypes.S_IFREG;

    /// <summary>The kind for people.</summary>
    public static string NameOf(uint kind) => kind switch
    {
        FileTypes.S_IFLNK => "a symbolic link",
        FileTypes.S_IFIFO => "a fifo",
        FileTypes.S_IFSOCK => "a socket",
        FileTypes.S_IFDIR => "a directory",
        FileTypes.S_IFREG => "a regular file",
        _ => "a device",
    };

    /// <summary>The hint for an error of <see cref="Open"/>.</summary>
    public static string HintFor(Errno error) => error switch
    {
        Errno.ETXTBSY => "the file is a program that runs now",
        Errno.ELOOP => "a symbolic link has its name now, which perdure does not follow",
        Errno.EACCES or Errno.EPERM => $"user {Credentials.EffectiveUser()}, who runs perdure, may not open it so: give that user the right to, or run perdure as root (the program may have got it opened from somebody else)",
        Errno.ENXIO => "something has its name now that is no regular file",
        _ => "",
    };

    private static KernelResult<SafeFileHandle> OpenSame(string path, OpenFlags flags, FileStatus expected)
    {
        // Another thing may have taken the name since it was looked at.
        var opened = FileCalls.Open(path, flags | OpenFlags.O_NONBLOCK);
        if (!opened.Ok || (FileCalls.Status(opened.Value) is { Ok: true, Value: var now } && now.Inode == expected.Inode && now.Device == expected.Device))
            return opened;
        opened.Value.Dispose();
        return KernelResult.Failure<SafeFileHandle>(Errno.ENXIO);
    }

    private static Errno ErrorOf(uint kind) => kind switch
    {
        FileTypes.S_IFLNK => Errno.ELOOP,
        FileTypes.S_IFDIR => Errno.EISDIR,
        _ => Errno.ENXIO,
    };
}
