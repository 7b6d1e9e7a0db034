using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>
/// Makes a file that had no name any more: under its old name when that is free, so that /proc shows the same, then opened as often as the program had it, then
/// unlinked.
/// </summary>
internal static class DeletedFileRestorer
{
    public static void Restore(SavedFile saved, IReadOnlyList<RegularFileDescription> descriptions, RestoreContext context)
    {
        if (descriptions.FirstOrDefault(RegularFileRestorer.WasMadeNameless) is { } first && RestoreNameless(saved, first, descriptions, context))
            return;
        var path = saved.Path;
        var made = Make(ref path, saved, context);
        try
        {
            Fill(made, saved, context);
            foreach (var description in descriptions)
                context.Give(description, FileCalls.Open(path, RegularFileRestorer.FlagsOf(description)).OrThrow($"open {path}"));
            _ = FileChangeCalls.SetModified(made, saved.ModifiedNanoseconds);
        }
        finally
        {
            _ = FileChangeCalls.Remove(path);
        }
        context.GiveFile(saved.Identity, made);
    }

    /// <summary>A file of O_TMPFILE never had a name; its description still shows that flag. False where the file system has no such files.</summary>
    private static bool RestoreNameless(
        SavedFile saved, RegularFileDescription first, IReadOnlyList<RegularFileDescription> descriptions, RestoreContext context)
    {
        var directory = Path.GetDirectoryName(saved.Path)!;
        var opened = FileCalls.Open(directory, RegularFileRestorer.FlagsOf(first) | OpenFlags.O_TMPFILE, 0x180);
        if (!opened.Ok)
            return false;
        context.Give(first, opened.Value);
        var made = FileCalls.Reopen(opened.Value, OpenFlags.O_RDWR).OrThrow($"open the nameless file {saved.Path}");
        context.GiveFile(saved.Identity, made);
        Fill(made, saved, context);
        foreach (var description in descriptions)
        {
            if (description != first)
                context.Give(description, FileCalls.Reopen(made, RegularFileRestorer.FlagsOf(description)).OrThrow($"open the nameless file {saved.Path}"));
        }
        _ = FileChangeCalls.SetModified(made, saved.ModifiedNanoseconds);
        return true;
    }

    private static void Fill(SafeFileHandle made, SavedFile saved, RestoreContext context)
    {
        if (saved.Content is { } content)
            ContentReader.WriteTo(made, content, context.Content, $"the deleted file {saved.Path}");
        else
            FileChangeCalls.SetSize(made, saved.Size).OrThrow($"set the size of the deleted file {saved.Path}");
        _ = FileChangeCalls.SetOwner(made, saved.Uid, saved.Gid);
        FileChangeCalls.SetMode(made, saved.Mode & 0xfff).OrThrow($"set the permissions of {saved.Path}");
    }

    private static SafeFileHandle Make(ref string path, SavedFile saved, RestoreContext context)
    {
        const OpenFlags New = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        var made = FileCalls.Open(path, New, 0x180);
        if (made.Error is Errno.EEXIST)
        {
            path = $"{saved.Path}.perdure-{Guid.NewGuid():N}";
            made = FileCalls.Open(path, New, 0x180);
        }
        if (made.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.EROFS)
        {
            path = Path.Combine(Path.GetTempPath(), $"perdure-{Guid.NewGuid():N}");
            made = FileCalls.Open(path, New, 0x180);
            context.Note($"the deleted file {saved.Path} lies in {Path.GetTempPath()} now: its own directory is gone");
        }
        return made.OrThrow($"make the deleted file {saved.Path} again");
    }
}
