using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Perdure.Checkpoints.Verifying;
using Perdure.Store;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares two checkpoints of one store: processes, threads, mappings, open files, and memory byte by byte.</summary>
public static class CheckpointComparer
{
    /// <summary>What is different in the later checkpoint. Processes are the same if their pids are.</summary>
    /// <param name="before">The earlier checkpoint.</param>
    /// <param name="after">The later one, of the same store.</param>
    public static CheckpointDifference Compare(ImageReader before, ImageReader after)
    {
        // Under one path each may know another file.
        using var oldFiles = new SymbolFiles();
        using var files = new SymbolFiles();
        var (left, right) = (new ComparedImage(before, Inventory.Read(before), oldFiles), new ComparedImage(after, Inventory.Read(after), files));
        var comparer = new ProcessComparer(left, right);
        var old = left.Inventory.Program.Processes.ToDictionary(process => process.Pid);
        var now = right.Inventory.Program.Processes.ToDictionary(process => process.Pid);
        var differences = new List<ProcessDifference>();
        foreach (var pid in old.Keys.Union(now.Keys).Order())
        {
            if (comparer.Compare(pid, old.GetValueOrDefault(pid), now.GetValueOrDefault(pid)) is { } difference)
                differences.Add(difference);
        }

        return new CheckpointDifference(differences, [.. NotesOf(old, now), .. comparer.Notes]);
    }

    private static IEnumerable<string> NotesOf(Dictionary<int, ProcessImage> old, Dictionary<int, ProcessImage> now)
    {
        if (!old.Keys.Any(now.ContainsKey))
            yield return "the checkpoints have no process id in common: they are of two programs, or one was restored with new ids";
    }
}
