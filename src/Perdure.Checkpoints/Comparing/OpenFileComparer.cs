using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares the descriptors of a process, number by number.</summary>
internal sealed class OpenFileComparer(FileTable before, FileTable after)
{
    private readonly Dictionary<int, FileDescription> _before = before.Descriptions.ToDictionary(description => description.Id);
    private readonly Dictionary<int, FileDescription> _after = after.Descriptions.ToDictionary(description => description.Id);

    /// <summary>What differs, by number.</summary>
    public IReadOnlyList<OpenFileDifference> Compare(int pid)
    {
        var (old, now) = (FilesOf(before, _before, pid), FilesOf(after, _after, pid));
        var differences = new List<OpenFileDifference>();
        foreach (var fd in old.Keys.Union(now.Keys).Order())
        {
            if (Compare(fd, old.GetValueOrDefault(fd), now.GetValueOrDefault(fd)) is { } difference)
                differences.Add(difference);
        }

        return differences;
    }

    private static OpenFileDifference? Compare(int fd, FileDescription? old, FileDescription? now)
    {
        if (old is null || now is null)
            return new OpenFileDifference(fd, now is null ? DifferenceKind.Gone : DifferenceKind.New, SummaryOf(old), SummaryOf(now));
        if (!IsSameFile(old, now))
            return new OpenFileDifference(fd, DifferenceKind.Changed, SummaryOf(old), SummaryOf(now));
        return old.Offset == now.Offset ? null : new OpenFileDifference(fd, DifferenceKind.Moved, SummaryOf(old), SummaryOf(now));
    }

    // Of files on disk another one may have taken the name (a log that was rotated); all else has its inode in its name, or none of its own.
    private static bool IsSameFile(FileDescription old, FileDescription now) =>
        old.GetType() == now.GetType() && old.Name == now.Name && (old is not RegularFileDescription || old.Identity == now.Identity);

    private static OpenFileSummary? SummaryOf(FileDescription? description) =>
        description is null ? null : new OpenFileSummary(FileKinds.NameOf(description), description.Name, description.Offset);

    private static Dictionary<int, FileDescription> FilesOf(FileTable table, Dictionary<int, FileDescription> byId, int pid) =>
        table.Tables.FirstOrDefault(own => own.Processes.Contains(pid))?.Descriptors.ToDictionary(descriptor => descriptor.Fd, descriptor => byId[descriptor.Description]) ?? [];
}
