using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares a process of two checkpoints. One thread at a time.</summary>
internal sealed class ProcessComparer(ComparedImage before, ComparedImage after)
{
    private readonly OpenFileComparer _files = new(before.Inventory.Files, after.Inventory.Files);
    private readonly SharedRanges _shared = new();
    private readonly SortedSet<string> _unknownFiles = new(StringComparer.Ordinal);

    /// <summary>What the user should know about what was compared.</summary>
    public IEnumerable<string> Notes =>
        _unknownFiles.Select(name => $"{name} is not the file of the checkpoint any more: pages that only one checkpoint holds could not be compared");

    /// <summary>What differs; null if nothing does.</summary>
    public ProcessDifference? Compare(int pid, ProcessImage? old, ProcessImage? now)
    {
        var (was, becomes) = (old is null ? null : SummaryOf(old), now is null ? null : SummaryOf(now));
        if (old is null || now is null)
            return new ProcessDifference(pid, now is null ? DifferenceKind.Gone : DifferenceKind.New, was, becomes, [], [], [], []);
        var difference = new ProcessDifference(
            pid,
            was == becomes ? DifferenceKind.Same : DifferenceKind.Changed,
            was,
            becomes,
            CompareThreads(old, now),
            new MappingComparer(NamesOf(before, old), NamesOf(after, now)).Compare(),
            _files.Compare(pid),
            CompareMemory(old, now));
        var changed = difference.Kind == DifferenceKind.Changed || difference.Threads.Count + difference.Mappings.Count + difference.Files.Count + difference.Memory.Count > 0;
        return changed ? difference : null;
    }

    private static ProcessSummary SummaryOf(ProcessImage process) =>
        new(process.CommandLine.Count > 0 ? string.Join(' ', process.CommandLine) : process.Name, process.State.ToString().ToLowerInvariant());

    private static List<ThreadDifference> CompareThreads(ProcessImage old, ProcessImage now)
    {
        var gone = old.Threads.ExceptBy(now.Threads.Select(thread => thread.Tid), thread => thread.Tid).Select(thread => new ThreadDifference(thread.Tid, DifferenceKind.Gone, thread.Name));
        var born = now.Threads.ExceptBy(old.Threads.Select(thread => thread.Tid), thread => thread.Tid).Select(thread => new ThreadDifference(thread.Tid, DifferenceKind.New, thread.Name));
        return [.. gone.Concat(born).OrderBy(thread => thread.Tid)];
    }

    private static MemoryNames NamesOf(ComparedImage image, ProcessImage process) => new(process.AddressSpace?.Mappings ?? [], image.SymbolFiles);

    private List<MemoryDifference> CompareMemory(ProcessImage old, ProcessImage now)
    {
        // A zombie has no memory: what it had is gone with its mappings.
        if (old.AddressSpace is null || now.AddressSpace is null)
            return [];
        using var left = new ProcessContent(before.Reader, before.Inventory, old);
        using var right = new ProcessContent(after.Reader, after.Inventory, now);
        var pages = new PageComparer(new ComparedMemory(before.Reader, left), new ComparedMemory(after.Reader, right));
        return new MemoryComparer(left, right, pages, NamesOf(after, now), _shared, _unknownFiles).Compare();
    }
}
