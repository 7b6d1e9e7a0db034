using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Processes;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Regular files and block devices.</summary>
internal static class RegularFileSaver
{
    private const string Suffix = " (deleted)";

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        if (ProcessFileSaver.TrySave(found, context) is { } processFile)
            return processFile;
        var (path, deleted) = Place(file);
        if (!context.Files.TryGetValue(file.Identity, out var pending))
        {
            pending = Begin(file, path, deleted, context, out var reason);
            if (pending is null)
                return UnsupportedSaver.Save(found, context, reason);
            context.Files.Add(file.Identity, pending);
        }
        pending.Written |= (file.Flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY && !file.PathOnly;
        pending.Leased |= found.HasWriteLease;
        return new RegularFileDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Path = path };
    }

    /// <summary>The path, and whether it no longer leads to this file. A live file's own name may end in " (deleted)".</summary>
    public static (string Path, bool Deleted) Place(OpenFile file)
    {
        if (!file.Link.EndsWith(Suffix, StringComparison.Ordinal))
            return (file.Link, false);
        var there = FileCalls.LinkStatus(MountView.RootOf(file.Process) + file.Link);
        return there.Ok && there.Value.Inode == file.Status.Inode && there.Value.Device == file.Status.Device
            ? (file.Link, false)
            : (file.Link[..^Suffix.Length], true);
    }

    private static PendingFile? Begin(OpenFile file, string path, bool deleted, CaptureContext context, out string reason)
    {
        reason = "";
        var madeUp = IsMadeUp(file, context);
        var handle = FileChangeCalls.LastingHandle(file.Handle);
        var otherNames = deleted && file.Status.Links > 0;
        if (otherNames && !handle.Ok)
        {
            reason = "the name that it was opened by is gone, it has another one, and its file system can't find it without a name";
            return null;
        }
        var elsewhere = context.Options.ContentElsewhere(file.Identity);
        PendingContent? content = null;
        if (deleted && !otherNames && !elsewhere && !madeUp)
        {
            var begun = PendingContent.Begin(file, context);
            if (!begun.Ok)
            {
                reason = $"it is deleted, and its content can't be read: {begun.Error}";
                return null;
            }
            content = begun.Value;
        }
        var saved = Describe(file, path, deleted) with
        {
            OtherNames = otherNames,
            MadeUp = madeUp,
            LastingHandle = handle.Ok ? handle.Value : null,
            ContentElsewhere = elsewhere,
        };
        return new PendingFile(saved, content, MountView.RootOf(file.Process));
    }

    private static SavedFile Describe(OpenFile file, string path, bool deleted) => new()
    {
        Identity = file.Identity,
        Path = path,
        Size = file.Status.Size,
        ModifiedNanoseconds = file.Status.ModifiedNanoseconds,
        Mode = file.Status.Mode,
        Uid = file.Status.Uid,
        Gid = file.Status.Gid,
        Deleted = deleted,
    };

    private static bool IsMadeUp(OpenFile file, CaptureContext context)
    {
        if (file.Status.Kind == FileTypes.S_IFBLK)
            return true;
        if (!context.MadeUpDevices.TryGetValue(file.Status.Device, out var madeUp))
        {
            madeUp = MadeUpFileSystems.Contains(FileChangeCalls.FileSystemMagic(file.Handle).Or(0));
            context.MadeUpDevices.Add(file.Status.Device, madeUp);
        }
        return madeUp;
    }
}
