using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Keeps what has a file's name today beside it, as NAME.perdure-kept-TIME.</summary>
internal static class KeptCopy
{
    private const int CopyBytes = 1024 * 1024;

    /// <summary>Copies a regular file. Not renamed: the kernel's lasting handle would find it under its new name at the next restore.</summary>
    public static string Make(string path)
    {
        var kept = NameFor(path);
        var opened = NamedFile.Open(path, OpenFlags.O_RDONLY);
        using var source = opened.OrThrow($"open {path}", NamedFile.HintFor(opened.Error));
        var status = FileCalls.Status(source).OrThrow($"look at {path}");
        const OpenFlags New = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        using var target = FileCalls.Open(kept, New, status.Permissions).OrThrow($"make {kept}");
        var complete = false;
        try
        {
            _ = FileChangeCalls.SetOwner(target, status.Uid, status.Gid);
            if (!FileChangeCalls.CloneFrom(target, source).Ok)
                Copy(source, target, long.MaxValue, kept);
            _ = FileChangeCalls.SetModified(target, status.ModifiedNanoseconds);
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
        var kept = NameFor(path);
        if (FileCalls.LinkStatus(kept).Error != Errno.ENOENT)
            throw new PerdureException($"cannot keep {path} as {kept}: something has that name", "try again in a second");
        if (FileCalls.LinkStatus(path) is { Ok: true, Value.Kind: FileTypes.S_IFDIR })
            throw new PerdureException($"{path} is a directory now", "move it away first");
        FileChangeCalls.Rename(path, kept).OrThrow($"rename {path} to {kept}");
        return kept;
    }

    /// <summary>Copies up to so many bytes from the beginning.</summary>
    public static void Copy(SafeFileHandle source, SafeFileHandle target, long most, string name)
    {
        var buffer = new byte[CopyBytes];
        for (long at = 0; at < most;)
        {
            var got = FileCalls.ReadAt(source, buffer.AsSpan(0, (int)Math.Min(CopyBytes, most - at)), at).OrThrow($"copy to {name}");
            if (got == 0)
                return;
            for (var written = 0L; written < got;)
                written += FileCalls.WriteAt(target, buffer.AsSpan((int)written, (int)(got - written)), at + written).OrThrow($"write {name}", "is the disk full?");
            at += got;
        }
    }

    private static string NameFor(string path) => $"{path}.perdure-kept-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
}
