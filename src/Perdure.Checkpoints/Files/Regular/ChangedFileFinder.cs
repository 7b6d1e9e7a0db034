using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Compares the files of a checkpoint with what is there now; nothing is touched.</summary>
internal sealed class ChangedFileFinder(FileTable table, IContentSource content)
{
    public IReadOnlyList<ChangedFile> Find()
    {
        var changes = new List<ChangedFile>();
        using var mounts = new MountFinder();
        foreach (var file in table.Files)
        {
            if (!file.Deleted && !file.MadeUp && Compare(file, mounts) is { } change)
                changes.Add(change with { WrittenInPlace = !OnlyReadOrAppended(file), IsWritten = IsWritten(file) });
        }
        return changes;
    }

    private ChangedFile? Compare(SavedFile file, MountFinder mounts)
    {
        var looked = NamedFile.Look(file.Path);
        if (!looked.Ok)
            return FindRenamed(file, mounts) ?? Missing(file, looked.Error);
        using var there = looked.Value;
        var status = FileCalls.Status(there).OrThrow($"look at {file.Path}");
        if (status.Kind != FileTypes.S_IFREG)
            return FindRenamed(file, mounts) ?? OtherKind(file, status.Kind);
        var opened = FileCalls.Reopen(there, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
            return FindRenamed(file, mounts) ?? Changed(file, $"it can't be read ({opened.Error})");
        using var now = opened.Value;
        var sameInode = status.Inode == file.Identity.Inode;
        if (status.Size == file.Size && status.ModifiedNanoseconds == file.ModifiedNanoseconds && !file.WrittenByMapping)
            return sameInode || file.Hash is null || HasHash(now, file) ? null : Changed(file, "another file with other content");
        if (status.Size == file.Size && IsSame(now, file))
            return null;
        if (!sameInode && FindRenamed(file, mounts) is { } renamed)
            return renamed;
        if (status.Size > file.Size && OnlyReadOrAppended(file) && HasBeginning(now, file))
            return new ChangedFile(file, FileChange.Grew, $"{status.Size - file.Size} bytes longer, its beginning is the same");
        return Changed(file, Difference(file, status, sameInode) + ContentDifference(now, file));
    }

    private static ChangedFile Changed(SavedFile file, string difference) => new(file, FileChange.Changed, difference);

    private static ChangedFile Missing(SavedFile file, Errno error)
    {
        var place = Path.GetDirectoryName(file.Path) ?? "/";
        var there = FileCalls.Status(place);
        if (there.Error is Errno.ENOENT or Errno.ENOTDIR)
            return new ChangedFile(file, FileChange.NoPlace, $"its directory {place} is gone");
        return there is { Ok: true, Value.Kind: not FileTypes.S_IFDIR }
            ? new ChangedFile(file, FileChange.NoPlace, $"{place} is {NamedFile.NameOf(there.Value.Kind)} now, not its directory")
            : new ChangedFile(file, FileChange.Gone, $"it is gone ({error})");
    }

    private static ChangedFile OtherKind(SavedFile file, uint kind)
    {
        var target = kind == FileTypes.S_IFLNK && FileCalls.ReadLink(file.Path) is { Ok: true, Value: var text } ? $" to {text}" : "";
        return new ChangedFile(
            file, kind == FileTypes.S_IFDIR ? FileChange.Directory : FileChange.OtherKind, $"{NamedFile.NameOf(kind)}{target} has its name now");
    }

    private static string Difference(SavedFile file, FileStatus status, bool sameInode)
    {
        var replaced = sameInode ? "" : "another file has its name; ";
        return status.Size == file.Size
            ? $"{replaced}the same size of {file.Size} bytes, but other content or age"
            : $"{replaced}{status.Size} bytes instead of {file.Size}";
    }

    /// <summary>The kernel's lasting handle still finds the very inode, unchanged.</summary>
    private ChangedFile? FindRenamed(SavedFile file, MountFinder mounts)
    {
        if (file.LastingHandle is not { } handle)
            return null;
        using var found = mounts.OpenRegular(file.Identity.Device, handle, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (found is null || !FileCalls.Status(found).Ok)
            return null;
        var status = FileCalls.Status(found).Value;
        var name = FileCalls.ReadLink(FileCalls.OwnPath(found)).Or("something else");
        // What a restore has kept beside is nobody's file any more.
        if (name.Contains(KeptCopy.Mark, StringComparison.Ordinal))
            return null;
        var unchanged = status.Size == file.Size && (status.ModifiedNanoseconds == file.ModifiedNanoseconds || IsSame(found, file));
        if (status.Inode != file.Identity.Inode || status.Links == 0 || !(unchanged || (status.Size > file.Size && HasBeginning(found, file))))
            return null;
        return new ChangedFile(file, FileChange.Renamed, $"it is called {name} now");
    }

    private bool OnlyReadOrAppended(SavedFile file)
    {
        foreach (var description in table.Descriptions)
        {
            if (description.Identity == file.Identity && description is RegularFileDescription { Writes: true } && (description.Flags & OpenFlags.O_APPEND) == 0)
                return false;
        }
        return true;
    }

    private bool IsWritten(SavedFile file) => table.Descriptions.Any(description => description.Identity == file.Identity && description is RegularFileDescription { Writes: true });

    private bool IsSame(SafeFileHandle now, SavedFile file) =>
        file.Content is { } kept ? ContentComparer.Compare(now, file.Size, kept, content) is { Differing: 0 } : HasHash(now, file);

    private string ContentDifference(SafeFileHandle now, SavedFile file) =>
        file.Content is { } kept && ContentComparer.Compare(now, FileCalls.Status(now).Or(default).Size, kept, content) is { } compared ? $"; {compared}" : "";

    private static bool HasHash(SafeFileHandle now, SavedFile file) =>
        file.Hash is { } hash && FileFingerprint.Whole(now, file.Size) is { } found && found.AsSpan().SequenceEqual(hash);

    private bool HasBeginning(SafeFileHandle now, SavedFile file)
    {
        if (file.Content is not null || file.Hash is not null)
            return IsSame(now, file);
        return file.Size == 0 || (file.TailHash is { } tail && FileFingerprint.Tail(now, file.Size) is { } found && found.AsSpan().SequenceEqual(tail));
    }
}
