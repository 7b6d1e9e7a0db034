namespace Perdure.Checkpoints.Files;

/// <summary>What must hold in every table of files, checked before it is written and after it is read.</summary>
public static class FileTableRules
{
    /// <summary>No image has more descriptions than this.</summary>
    public const int MaxDescriptions = 4_000_000;

    /// <summary>No descriptor has a higher number (the kernel's NR_OPEN limit is far lower).</summary>
    public const int MaxFd = 1 << 30;

    /// <summary>The first rule that is broken, in words; null when all hold.</summary>
    public static string? FirstBroken(FileTable? table)
    {
        if (table?.Descriptions is null || table.Tables is null || table.Files is null || table.MemoryFiles is null || table.Pipes is null || table.Ptys is null)
            return "a list is missing";
        if (table.Descriptions.Count > MaxDescriptions)
            return "too many descriptions";
        var ids = new HashSet<int>();
        foreach (var description in table.Descriptions)
        {
            if (description is null || description.Name is null || description.Locks is null || !ids.Add(description.Id))
                return "a description is incomplete, or its number is there twice";
        }
        foreach (var one in table.Tables)
        {
            if (one?.Processes is not { Count: > 0 } || one.Descriptors is null || one.PosixLocks is null)
                return "a table of descriptors is incomplete";
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
}
