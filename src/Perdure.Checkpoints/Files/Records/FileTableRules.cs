namespace Perdure.Checkpoints.Files.Records;

/// <summary>
/// What must hold in every table of files, checked before it is written and after it is read. (That nothing is null which may not be is the JSON reader's part, but
/// for members of lists.)
/// </summary>
public static class FileTableRules
{
    /// <summary>No image has more descriptions than this.</summary>
    public const int MaxDescriptions = 4_000_000;

    /// <summary>No descriptor has a higher number (the kernel's NR_OPEN limit is far lower).</summary>
    public const int MaxFd = 1 << 30;

    /// <summary>The first rule that is broken, in words; null when all hold.</summary>
    public static string? FirstBroken(FileTable? table)
    {
        if (table is null)
            return "there is none";
        if (table.Descriptions.Count > MaxDescriptions)
            return "too many descriptions";
        var ids = new HashSet<int>();
        foreach (var description in table.Descriptions)
        {
            if (description is null || !ids.Add(description.Id) || HasHole(description))
                return "a description is incomplete, or its number is there twice";
        }
        return BrokenTable(table, ids) ?? BrokenList(table) ?? BrokenReference(table, ids);
    }

    private static string? BrokenTable(FileTable table, HashSet<int> ids)
    {
        var processes = new HashSet<int>();
        foreach (var one in table.Tables)
        {
            if (one is null || one.Processes.Count == 0 || !one.Processes.All(processes.Add))
                return "a table of descriptors belongs to nobody, or a process has two";
            if (BrokenDescriptor(one, ids) is { } broken)
                return broken;
        }
        return null;
    }

    private static string? BrokenDescriptor(DescriptorTable table, HashSet<int> ids)
    {
        var last = -1;
        foreach (var descriptor in table.Descriptors)
        {
            if (descriptor.Fd <= last || descriptor.Fd > MaxFd)
                return $"descriptor {descriptor.Fd} is out of order";
            if (!ids.Contains(descriptor.Description))
                return $"descriptor {descriptor.Fd} points to description {descriptor.Description}, which is not there";
            last = descriptor.Fd;
        }
        return null;
    }

    private static string? BrokenList(FileTable table)
    {
        var hole = table.Files.Any(static file => file is null) || table.MemoryFiles.Any(static file => file is null)
            || table.Pipes.Any(static pipe => pipe is null || pipe.Content.Any(static content => content is null))
            || table.Ptys.Any(static pty => pty is null) || table.Refusals.Any(static refusal => refusal is null) || table.Notes.Any(static note => note is null);
        if (hole)
            return "a list has a hole";
        var unique = table.Files.Select(static file => file.Identity).Concat(table.MemoryFiles.Select(static file => file.Identity)).ToHashSet();
        return unique.Count == table.Files.Count + table.MemoryFiles.Count
            && table.Pipes.Select(static pipe => pipe.Identity).ToHashSet().Count == table.Pipes.Count
            && table.Ptys.Select(static pty => pty.Number).ToHashSet().Count == table.Ptys.Count
            ? null
            : "a file is there twice";
    }

    private static string? BrokenReference(FileTable table, HashSet<int> ids)
    {
        foreach (var description in table.Descriptions)
        {
            var good = description switch
            {
                EpollDescription set => set.Items.All(item => ids.Contains(item.Description)),
                InetSocketDescription socket => ConnectionRules.Hold(socket, table),
                UnixSocketDescription socket => socket.Queue.All(message => message.Passed.All(ids.Contains)),
                _ => true,
            };
            if (!good)
                return $"description {description.Id} names one that is not there";
        }
        return null;
    }

    private static bool HasHole(FileDescription description) => description.Locks.Any(static one => one is null) || description switch
    {
        InotifyDescription queue => queue.Watches.Any(static watch => watch is null),
        UnixSocketDescription socket => socket.Queue.Any(static message => message is null) || Broken(socket.Options),
        InetSocketDescription socket => Broken(socket.Options) || socket.Memberships.Any(static member => member is null || member.Sources.Any(static source => source is null)),
        NetlinkSocketDescription socket => Broken(socket.Options),
        _ => false,
    };

    private static bool Broken(IReadOnlyList<SavedSocketOption> options) => options.Any(static option => option is null || option.Value is null);
}
