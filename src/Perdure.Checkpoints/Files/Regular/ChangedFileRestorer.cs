using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Does with a changed file what the policy says, before the program's descriptions of it are opened.</summary>
internal static class ChangedFileRestorer
{
    private const int CopyBytes = 1024 * 1024;

    public static void Prepare(ChangedFile change, RestoreContext context)
    {
        var policy = context.Options.Changed;
        if (change.Change == FileChange.Renamed)
        {
            context.Note($"{change.File.Path}: {change.Difference}; the program goes on with it");
            return;
        }
        if (policy is ChangedFiles.Refuse or ChangedFiles.UseCurrent && change.Change != FileChange.Gone)
        {
            context.Note($"{change}; the program goes on with what is there");
            return;
        }
        if (policy == ChangedFiles.KeepCopy && change.Change != FileChange.Gone)
            context.Note($"the content of {change.File.Path} as it was before this restore is kept in {KeepAside(change.File.Path)}");
        if (change.Change == FileChange.Grew)
            Cut(change, context);
        else
            PutBack(change, context);
    }

    /// <summary>What is there beyond the checkpoint is cut off; the rest is known to be the same.</summary>
    private static void Cut(ChangedFile change, RestoreContext context)
    {
        using var file = FileCalls.Open(change.File.Path, OpenFlags.O_WRONLY).OrThrow($"open {change.File.Path}");
        FileChangeCalls.SetSize(file, change.File.Size).OrThrow($"cut {change.File.Path} to {change.File.Size} bytes");
        _ = FileChangeCalls.SetModified(file, change.File.ModifiedNanoseconds);
        context.Note($"{change.File.Path} is cut to the {change.File.Size} bytes that it had at the checkpoint");
    }

    private static void PutBack(ChangedFile change, RestoreContext context)
    {
        if (change.File.Content is not { } content)
        {
            context.Note($"{change}; the image has no copy of it, so the program goes on with what is there");
            return;
        }
        var saved = change.File;
        using var file = FileCalls.Open(saved.Path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, saved.Mode & 0xfff).OrThrow($"open {saved.Path}");
        ContentReader.WriteTo(file, content, context.Content, saved.Path);
        if (change.Change == FileChange.Gone)
            _ = FileChangeCalls.SetOwner(file, saved.Uid, saved.Gid);
        _ = FileChangeCalls.SetModified(file, saved.ModifiedNanoseconds);
        context.Note($"{saved.Path} has the content of the checkpoint again");
    }

    private static string KeepAside(string path)
    {
        var kept = $"{path}.perdure-kept-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        using var source = FileCalls.Open(path, OpenFlags.O_RDONLY).OrThrow($"open {path}");
        var status = FileCalls.Status(source).OrThrow($"look at {path}");
        using var target = FileCalls.Open(kept, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, status.Permissions).OrThrow($"make {kept}");
        _ = FileChangeCalls.SetOwner(target, status.Uid, status.Gid);
        if (!FileChangeCalls.CloneFrom(target, source).Ok)
            Copy(source, target, kept);
        _ = FileChangeCalls.SetModified(target, status.ModifiedNanoseconds);
        return kept;
    }

    private static void Copy(SafeFileHandle source, SafeFileHandle target, string name)
    {
        var buffer = new byte[CopyBytes];
        for (long at = 0; ;)
        {
            var got = FileCalls.ReadAt(source, buffer, at).OrThrow($"copy to {name}");
            if (got == 0)
                return;
            for (var written = 0L; written < got;)
                written += FileCalls.WriteAt(target, buffer.AsSpan((int)written, (int)(got - written)), at + written).OrThrow($"write {name}", "is the disk full?");
            at += got;
        }
    }
}
