using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Epoll;

/// <summary>Reads an epoll set from fdinfo, and finds the description behind each item.</summary>
internal static class EpollSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var items = new List<EpollItem>();
        var lost = 0;
        var ordinals = new Dictionary<int, int>();
        foreach (var item in found.First.Info.EpollItems)
        {
            var ordinal = ordinals.GetValueOrDefault(item.Fd.Value);
            ordinals[item.Fd.Value] = ordinal + 1;
            if (Watched(found, item, ordinal, context) is { } watched)
                items.Add(new EpollItem(item.Fd.Value, watched.Id, item.Events, item.Data));
            else
                lost++;
        }
        if (lost > 0)
            context.Note($"{lost} items of an epoll set are left out: no descriptor of the program leads to their files any more");
        return new EpollDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            Items = items,
            Parameters = EpollCalls.GetParameters(found.First.Handle).Or(0),
        };
    }

    /// <summary>As a rule the file that has the item's number today, in a process that has the set; else any file that the kernel says it is.</summary>
    private static FoundDescription? Watched(FoundDescription set, FdInfoEpollItem item, int ordinal, CaptureContext context)
    {
        foreach (var holder in set.Holders)
        {
            if (holder.Table >= 0 && context.DescriptionAt(holder.Table, item.Fd.Value) is { } candidate && Is(candidate, set, item, ordinal))
                return candidate;
        }
        foreach (var candidate in context.Of(new FileIdentity(item.Device, item.Inode)))
        {
            if (Is(candidate, set, item, ordinal))
                return candidate;
        }
        return null;
    }

    private static KcmpEpollSlot Slot(FoundDescription set, FdInfoEpollItem item, int ordinal) => new()
    {
        EpollFd = FileCalls.Number(set.First.Handle),
        TargetFd = item.Fd.Value,
        Occurrence = (uint)ordinal,
    };

    private static bool Is(FoundDescription candidate, FoundDescription set, FdInfoEpollItem item, int ordinal)
    {
        var status = candidate.First.Status;
        if (status.Inode != item.Inode || status.Device != item.Device || candidate.First.PathOnly)
            return false;
        // A socket's inode belongs to one description alone; of others the kernel is asked.
        return status.Kind == FileTypes.S_IFSOCK
            || Kcmp.EpollTarget(Pid.Self, new RemoteFd(FileCalls.Number(candidate.First.Handle)), Pid.Self, Slot(set, item, ordinal)).Or(KcmpOrder.Unordered)
                == KcmpOrder.Equal;
    }
}
