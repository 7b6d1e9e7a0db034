using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Keeps what has a file's name today beside it, as NAME.perdure-kept-TIME.</summary>
internal static class KeptCopy
{
    /// <summary>What stands in the name of all that is kept.</summary>
    public const string Mark = ".perdure-kept-";

    private const int MostInASecond = 1000;
    private const int CopyBytes = 1024 * 1024;

    /// <summary>Copies a regular file. Not renamed: the kernel's lasting handle would find it under its new name at the next restore.</summary>
    public static string Make(string path)
    {
        var opened = NamedFile.Open(path, OpenFlags.O_RDONLY);
        using var source = opened.OrThrow($"open {path}", NamedFile.HintFor(opened.Error));
        var status = FileCalls.Status(source).OrThrow($"look at {path}");
        const OpenFlags New = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        var (made, kept) = WithNewName(path, name => FileCalls.Open(name, New, status.Permissions));
        using var target = made.OrThrow($"make {kept}", "what is there now is to be kept beside it, so its directory must be writable");
        var complete = false;
        try
        {
            _ = FileChangeCalls.SetOwner(target, status.Uid, status.Gid);
            if (!FileChangeCalls.CloneFrom(target, source).Ok)
                Copy(source, target, long.MaxValue, kept);
            _ = FileChangeCalls.SetModified(target, status.ModifiedNanoseconds);
            // What it was copied from is written over next.
            DurableFiles.Flush(target).OrThrow($"write {kept} to disk", "is the disk full?");
            _ = DurableFiles.FlushDirectory(Path.GetDirectoryName(kept) ?? "/");
            complete = true;
        }
        finally
        {
            if (!complete)
                _ = FileChangeCalls.Remove(kept);
        }
        return kept;
    }

    /// <summary>Renames what is neither a regular file nor a directory: a link stays a link, with its target as it is.</summary>
    public static string Move(string path)
    {
        if (FileCalls.LinkStatus(path) is { Ok: true, Value.Kind: FileTypes.S_IFDIR })
            throw new PerdureException($"{path} is a directory now", "move it away first");
        var (renamed, kept) = WithNewName(path, name => TakeName(path, name));
        renamed.OrThrow($"rename {path} to {kept}");
        return kept;
    }

    /// <summary>Renames to a name that nothing has. Where the file system can't see to that itself, the name is looked at before.</summary>
    public static KernelResult<int> TakeName(string path, string newPath)
    {
        var renamed = FileChangeCalls.RenameToNew(path, newPath);
        if (renamed.Error != Errno.EINVAL)
            return renamed;
        return FileCalls.LinkStatus(newPath).Error == Errno.ENOENT ? FileChangeCalls.Rename(path, newPath) : KernelResult.Failure<int>(Errno.EEXIST);
    }

    /// <summary>Copies up to so many bytes from the beginning; holes stay holes. Precondition: the description is ours alone.</summary>
    public static void Copy(SafeFileHandle source, SafeFileHandle target, long most, string name)
    {
        var buffer = new byte[CopyBytes];
        var size = Math.Min(most, FileCalls.Status(source).OrThrow($"look at what is copied to {name}").Size);
        for (long at = 0; at < size;)
        {
            var data = FileCalls.NextData(source, at);
            if (data.Error == Errno.ENXIO)
                break;
            var start = data.Or(at);
            var end = Math.Min(size, data.Ok ? FileCalls.NextHole(source, start).Or(size) : size);
            CopyRange(source, target, start, end, buffer, name);
            at = Math.Max(end, at + 1);
        }

        FileChangeCalls.SetSize(target, size).OrThrow($"set the size of {name} to {size} bytes", "is the disk full?");
    }

    private static void CopyRange(SafeFileHandle source, SafeFileHandle target, long start, long end, byte[] buffer, string name)
    {
        for (var at = start; at < end;)
        {
            var got = FileCalls.ReadAt(source, buffer.AsSpan(0, (int)Math.Min(CopyBytes, end - at)), at).OrThrow($"copy to {name}");
            if (got == 0)
                return;
            for (var written = 0L; written < got;)
                written += FileCalls.WriteAt(target, buffer.AsSpan((int)written, (int)(got - written)), at + written).OrThrow($"write {name}", "is the disk full?");
            at += got;
        }
    }

    /// <summary>A second name for what has one: who has it open keeps it, nothing is copied. False where the file system or the kernel does not want that.</summary>
    public static bool TryLink(string path, out string kept)
    {
        kept = "";
        var looked = NamedFile.Look(path);
        if (!looked.Ok)
            return false;
        using var there = looked.Value;
        (var linked, kept) = WithNewName(path, name => FileChangeCalls.Link(there, name));
        return linked.Ok;
    }

    /// <summary>Makes something under a name that nothing has: of two restores in one second the later one counts on.</summary>
    private static (KernelResult<T> Made, string Name) WithNewName<T>(string path, Func<string, KernelResult<T>> make)
    {
        var first = $"{path}{Mark}{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var name = first;
        var made = make(name);
        for (var number = 2; made.Error == Errno.EEXIST && number <= MostInASecond; number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
            made = make(name);
        }

        return (made, name);
    }
}
