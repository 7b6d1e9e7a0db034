using Perdure.Kernel;

namespace Perdure.Checkpoints.Image;

/// <summary>
/// The rules about the shape of an inventory, checked before anything else is: an image is hostile until proven sound. That nothing is null
/// which may not be is the JSON reader's part, but for members of lists.
/// </summary>
public static class ProgramImageRules
{
    private const int MaxProcesses = 1 << 16;
    private const int MaxThreads = 1 << 16;
    private const int MaxMappings = 1 << 20;
    private const int MaxDepth = 1000;
    private const ulong PageMask = 0xfff;
    private const ulong EndOfUserSpace = 0x7fff_ffff_f000;

    /// <summary>Throws at the first broken rule.</summary>
    public static void Check(ProgramImage image)
    {
        if (Problems(image).FirstOrDefault() is { } problem)
            throw new PerdureException($"the inventory of the checkpoint breaks a rule: {problem}", "the image is damaged: perdure verify says more");
    }

    /// <summary>Every broken rule, in words.</summary>
    public static IEnumerable<string> Problems(ProgramImage image)
    {
        if (image.Processes.Count is 0 or > MaxProcesses)
            return [$"there are {image.Processes.Count} processes"];
        if (image.Processes.Any(process => process is null) || image.Objects.Any(found => found is null) || image.Notes.Any(note => note is null))
            return ["a list of the inventory has a hole"];
        return TreeProblems(image).Concat(image.Processes.SelectMany(ProcessProblems));
    }

    private static IEnumerable<string> TreeProblems(ProgramImage image)
    {
        var before = new Dictionary<int, int>();
        foreach (var process in image.Processes)
        {
            if (process.Pid <= 0 || process.Session < 0 || process.ProcessGroup < 0)
                yield return $"process {process.Pid} of group {process.ProcessGroup} and session {process.Session} can't be";
            var depth = 0;
            if (process.Pid != image.Root && !before.TryGetValue(process.ParentPid, out depth))
                yield return $"process {process.Pid} stands before its parent {process.ParentPid}, or has none";
            if (!before.TryAdd(process.Pid, depth + 1))
                yield return $"process {process.Pid} is there twice";
            if (depth == MaxDepth)
                yield return $"process {process.Pid} has more than {MaxDepth} ancestors";
        }

        if (!image.Processes.Any(process => process.Pid == image.Root && process.State != ProcessState.Zombie))
            yield return $"the first process {image.Root} is not there, or is a zombie";
    }

    private static IEnumerable<string> ProcessProblems(ProcessImage process)
    {
        if (!Enum.IsDefined(process.State) || process.CommandLine.Any(word => word is null))
            return [$"process {process.Pid} has no known state, or a hole in its command line"];
        if (process.State == ProcessState.Zombie)
            return process.AddressSpace is null ? [] : [$"process {process.Pid} is a zombie with memory"];
        if (process is not { Settings: not null, AddressSpace: not null })
            return [$"process {process.Pid} has no settings, or no memory"];
        if (process.Threads.Count is 0 or > MaxThreads || process.Threads.Any(thread => thread is null) || process.Threads[0].Tid != process.Pid)
            return [$"process {process.Pid} has no first thread, or a hole in its threads"];
        if (process.AddressSpace.Mappings.Count > MaxMappings || process.AddressSpace.Mappings.Any(mapping => mapping is null))
            return [$"process {process.Pid} has {process.AddressSpace.Mappings.Count} mappings, or a hole in them"];
        return MappingProblems(process.Pid, process.AddressSpace.Mappings);
    }

    private static IEnumerable<string> MappingProblems(int pid, IReadOnlyList<MappingImage> mappings)
    {
        var end = 0UL;
        foreach (var mapping in mappings)
        {
            if (mapping.Start < end || mapping.Start >= mapping.End)
                yield return $"process {pid}: the mapping {mapping.Start:x}-{mapping.End:x} is empty, or out of order";
            if (((mapping.Start | mapping.End) & PageMask) != 0)
                yield return $"process {pid}: the mapping {mapping.Start:x}-{mapping.End:x} does not consist of pages";
            if (mapping.End > EndOfUserSpace && mapping.Kind != MappingKind.Kernel)
                yield return $"process {pid}: the mapping {mapping.Start:x}-{mapping.End:x} is not a program's";
            end = Math.Max(end, mapping.End);
        }
    }
}
