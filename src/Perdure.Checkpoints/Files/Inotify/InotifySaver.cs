using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Inotify;

/// <summary>Reads an inotify queue's watches from fdinfo, and finds the paths behind the inodes by their lasting handles.</summary>
internal static class InotifySaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        var watches = new List<InotifyWatch>();
        foreach (var watch in file.Info.Watches)
        {
            var identity = new FileIdentity(watch.Device, watch.Inode);
            var path = context.Mounts.PathOf(watch.Device, watch.Handle);
            if (path is null)
                context.Refuse(file, $"its watch {watch.Number} is on a file that can't be found by its inode {watch.Inode}");
            watches.Add(new InotifyWatch(watch.Number, path, watch.Mask, identity));
        }
        watches.Sort(static (left, right) => left.Number.CompareTo(right.Number));
        var pending = DescriptorCalls.ReadableBytes(file.Handle).Or(0);
        if (pending > 0)
            context.Note("an inotify queue has events that are not read yet; a restored program is told that events were lost (IN_Q_OVERFLOW)");
        return new InotifyDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Watches = watches, PendingBytes = pending };
    }
}
