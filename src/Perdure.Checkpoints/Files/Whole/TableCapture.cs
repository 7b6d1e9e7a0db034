using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Locks;
using Perdure.Checkpoints.Files.UnixSockets;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Goes from the descriptors that were found to descriptions and tables.</summary>
internal static class TableCapture
{
    private const int SO_DOMAIN = 39;

    public static IReadOnlyList<DescriptorTable> Run(CaptureContext context)
    {
        FindDescriptions(context);
        MappedFileCapture.Add(context);
        if (context.Peek)
        {
            PeekQueues(context);
            TcpConnections.Find(context);
        }

        // Sockets' queues may have brought up more descriptions, so the count is asked for each time.
        for (var index = 0; index < context.Found.Count; index++)
        {
            var found = context.Found[index];
            context.Saved.Add(found.Id, DescriptionSaver.Save(found, context));
        }
        return [.. context.Tables.Select((table, index) => Table(table, index, context))];
    }

    private static void FindDescriptions(CaptureContext context)
    {
        var all = context.Tables.SelectMany(static table => table.Files).ToList();
        all.Sort(OpenFileOrder.Instance);
        var groups = new List<FoundDescription>();
        OpenFile? last = null;
        foreach (var file in all)
        {
            if (last is not null && OpenFileOrder.Instance.Compare(last, file) == 0)
                groups[^1].Holders.Add(file);
            else
                groups.Add(new FoundDescription(groups.Count, file));
            last = file;
        }
        foreach (var group in groups)
        {
            context.Found.Add(group);
            foreach (var holder in group.Holders)
                context.Descriptors.Add((holder.Table, holder.Fd), group);
        }
    }

    private static void PeekQueues(CaptureContext context)
    {
        for (var index = 0; index < context.Found.Count; index++)
        {
            var file = context.Found[index].First;
            if (file.Status.Kind != FileTypes.S_IFSOCK || file.PathOnly)
                continue;
            var family = SocketCalls.GetOption(file.Handle, SocketOptionTable.SOL_SOCKET, SO_DOMAIN).Or(0);
            if (family == (int)SocketFamily.AF_UNIX && context.UnixSocket((uint)file.Status.Inode) is { } entry)
                UnixQueue.Peek(context.Found[index], entry, context);
        }
    }

    private static DescriptorTable Table(FoundTable table, int index, CaptureContext context) => new(
        table.Processes,
        [.. table.Files.Select(file => new Descriptor(file.Fd, context.Descriptors[(index, file.Fd)].Id, file.Info.CloseOnExec))],
        LockSaver.TableLocks(table, file => context.Descriptors[(index, file.Fd)].Id));
}
