using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>
/// Gives a saved file's name the file as it was. A new one is written beside and renamed over the name: a link there is replaced, never followed, and a failure
/// leaves what was there. A file with other names of its own, or one that a mount holds, is written where it is, or its names would lead to different files.
/// </summary>
internal sealed class FileReplacement(SavedFile saved, IReadOnlyList<RegularFileDescription> descriptions)
{
    /// <summary>Puts the file in its place.</summary>
    /// <param name="write">Writes the content into an empty file, or over what is there.</param>
    /// <param name="aside">Clears the name, once the new file is complete; null when it may be replaced.</param>
    public void Put(Action<SafeFileHandle> write, Action? aside)
    {
        if (HasOwnNames() || !Replace(write, aside))
            WriteInPlace(write);
    }

    /// <summary>
    /// Whether the name leads to a file of its own that may be changed where it is. A hard link to another file is as little ours as what a symbolic link leads to.
    /// </summary>
    public bool MayChangeInPlace() =>
        Now() is { Kind: FileTypes.S_IFREG } now && (now.Links <= 1 || HasOwnNames());

    /// <summary>Whether it has other names that must go on leading to the same file.</summary>
    public bool HasOwnNames()
    {
        if (Now() is not { Kind: FileTypes.S_IFREG } now)
            return false;
        return (now.Links > 1 && IsTheVeryFile()) || descriptions.Any(description => description.Path != saved.Path && LeadsTo(description.Path, now));
    }

    /// <summary>By the kernel's lasting handle: the number of a deleted inode is soon another file's.</summary>
    private bool IsTheVeryFile()
    {
        var looked = NamedFile.Look(saved.Path);
        if (!looked.Ok)
            return false;
        using var there = looked.Value;
        return saved.LastingHandle is { } handle && FileChangeCalls.LastingHandle(there) is { Ok: true, Value: var found } && found.AsSpan().SequenceEqual(handle);
    }

    /// <summary>Whether its name is the place of a mount of its own: nothing else can take it.</summary>
    public bool IsMounted() => FileCalls.IsMountPoint(saved.Path).Or(false);

    private static bool LeadsTo(string path, FileStatus file) =>
        FileCalls.LinkStatus(path) is { Ok: true, Value: var found } && found.Inode == file.Inode && found.Device == file.Device;

    private FileStatus? Now() => FileCalls.LinkStatus(saved.Path) is { Ok: true, Value: var now } ? now : null;

    /// <summary>False when nothing can be made beside it, or its name can't be taken from it: a single file that is mounted, a directory closed to us.</summary>
    private bool Replace(Action<SafeFileHandle> write, Action? aside)
    {
        var beside = Path.Combine(Path.GetDirectoryName(saved.Path) ?? "/", $".perdure-{Guid.NewGuid():N}");
        var made = FileCalls.Open(beside, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, 0x180);
        if (IsClosed(made.Error) && MayChangeInPlace())
            return false;
        var renamed = false;
        using var file = made.OrThrow($"make {saved.Path} again, first as {beside}");
        try
        {
            write(file);
            Finish(file);
            aside?.Invoke();
            var answer = FileChangeCalls.Rename(beside, saved.Path);
            renamed = answer.Ok;
            if (IsClosed(answer.Error) && MayChangeInPlace())
                return false;
            answer.OrThrow($"put {saved.Path} back", answer.Error == Errno.EISDIR ? "a directory has its name now; move it away first" : "");
            return true;
        }
        finally
        {
            if (!renamed)
                _ = FileChangeCalls.Remove(beside);
        }
    }

    /// <summary>Whether an error says that nothing can be made in that directory.</summary>
    public static bool IsClosed(Errno error) => error is Errno.EBUSY or Errno.EACCES or Errno.EPERM or Errno.EROFS;

    /// <summary>Gives a file the owner, permissions and age of the saved one, and puts it on disk.</summary>
    public void Finish(SafeFileHandle file)
    {
        // Set-id bits only for whom they were meant.
        var owned = FileChangeCalls.SetOwner(file, saved.Uid, saved.Gid).Ok;
        FileChangeCalls.SetMode(file, saved.Mode & (owned ? 0xfffu : 0x1ffu)).OrThrow($"set the permissions of {saved.Path}");
        _ = FileChangeCalls.SetModified(file, saved.ModifiedNanoseconds);
        // A rename may reach the disk before the bytes do, and the old content would be lost with them.
        DurableFiles.Flush(file).OrThrow($"write {saved.Path} to disk", "is the disk full?");
    }

    /// <summary>Writes over what is there.</summary>
    public void WriteInPlace(Action<SafeFileHandle> write)
    {
        var opened = NamedFile.Open(saved.Path, OpenFlags.O_WRONLY);
        using var file = opened.OrThrow($"open {saved.Path}", NamedFile.HintFor(opened.Error));
        write(file);
        Finish(file);
    }
}
