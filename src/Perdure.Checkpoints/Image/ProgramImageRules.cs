using Perdure.Kernel;

namespace Perdure.Checkpoints.Image;

/// <summary>The rules that an inventory obeys, checked before anything is built from it: an image is hostile until proven sound.</summary>
public static class ProgramImageRules
{
    private const int MaxProcesses = 1 << 16;
    private const int MaxThreads = 1 << 16;
    private const int MaxMappings = 1 << 20;
    private const ulong PageMask = 0xfff;
    private const ulong EndOfUserSpace = 0x7fff_ffff_f000;

    /// <summary>Throws at the first broken rule.</summary>
    public static void Check(ProgramImage image)
    {
        Require(image.Processes is { Count: > 0 and <= MaxProcesses }, "the number of processes");
        Require(image.Machine is not null && image.Objects is not null && image.Notes is not null, "the inventory's parts");
        Require(image.Processes.All(process => process is not null), "the processes");
        Require(image.Processes.Select(process => process.Pid).Distinct().Count() == image.Processes.Count, "the pids");
        Require(image.Processes.Any(process => process.Pid == image.Root && process.State != ProcessState.Zombie), "the root");
        foreach (var process in image.Processes)
            CheckProcess(image, process);
    }

    private static void CheckProcess(ProgramImage image, ProcessImage process)
    {
        Require(process.Pid > 0 && process.Session >= 0 && process.ProcessGroup >= 0, "a pid");
        Require(process.Pid == image.Root || HasParentBefore(image, process), "the parents");
        if (process.State == ProcessState.Zombie)
            return;
        Require(process is { Settings: not null, AddressSpace: not null, Name: not null }, "a process");
        Require(process.Threads is { Count: > 0 and <= MaxThreads } && process.Threads[0].Tid == process.Pid, "the threads");
        Require(process.Threads.Select(thread => thread.Tid).Distinct().Count() == process.Threads.Count, "the tids");
        CheckMappings(process.AddressSpace!.Mappings);
    }

    private static bool HasParentBefore(ProgramImage image, ProcessImage process)
    {
        foreach (var other in image.Processes)
        {
            if (other.Pid == process.Pid)
                return false;
            if (other.Pid == process.ParentPid)
                return true;
        }

        return false;
    }

    private static void CheckMappings(IReadOnlyList<MappingImage> mappings)
    {
        Require(mappings is { Count: <= MaxMappings }, "the number of mappings");
        var end = 0UL;
        foreach (var mapping in mappings)
        {
            Require(mapping is { Name: not null } && mapping.Start >= end && mapping.Start < mapping.End, "the order of mappings");
            Require((mapping.Start & PageMask) == 0 && (mapping.End & PageMask) == 0, "the borders of mappings");
            Require(mapping.End <= EndOfUserSpace || mapping.Kind == MappingKind.Kernel, "the place of mappings");
            end = mapping.End;
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new PerdureException($"the inventory of the checkpoint breaks a rule: {what}", "the image is damaged: perdure verify says more");
    }
}
