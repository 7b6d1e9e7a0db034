using Perdure.Checkpoints.Image;
using Perdure.Cli.Output;
using Perdure.Store;

namespace Perdure.Cli.Show;

/// <summary>A checkpoint as a tree: processes below their parents; in each its threads, its memory by mapping, its open files.</summary>
internal sealed class ProgramTree(CatalogEntry entry, ProgramImage program, IReadOnlyList<PageMap> pages, OpenFiles files)
{
    internal Branch Build()
    {
        var root = new Branch(Title());
        root.Add($"taken on {program.Machine.HostName}, Linux {program.Machine.KernelRelease}");
        root.Add($"{ByteSize.Format(entry.MemoryBytes)} of memory, {ByteSize.Format(entry.StoredBytes)} stored, {ByteSize.Format(entry.UniqueBytes)} of it new to the store");
        foreach (var note in program.Notes)
            root.Add($"note: {note}");
        var known = program.Processes.Select(process => process.Pid).ToHashSet();
        foreach (var process in program.Processes.Where(process => !known.Contains(process.ParentPid) || process.ParentPid == process.Pid))
            root.Add(Process(process));
        return root;
    }

    private string Title() => $"{entry.Id} {entry.Name}, taken {entry.Created.ToLocalTime():yyyy-MM-dd HH:mm:ss}";

    private Branch Process(ProcessImage process)
    {
        var state = process.State == ProcessState.Running ? "" : $" ({(process.State == ProcessState.Zombie ? "zombie" : "stopped")})";
        var branch = new Branch($"process {process.Pid} {(process.CommandLine.Count > 0 ? string.Join(' ', process.CommandLine) : process.Name)}{state}");
        if (process.Settings is { } settings)
            branch.Add($"runs {settings.Executable.Path} in {settings.WorkingDirectory}, parent {process.ParentPid}, group {process.ProcessGroup}, session {process.Session}");
        AddThreads(branch, process);
        if (process.AddressSpace is { } space)
            branch.Add(MemoryBranch.Of(space, pages));
        files.AddTo(branch, process.Pid);
        foreach (var child in program.Processes.Where(child => child.ParentPid == process.Pid && child.Pid != process.Pid))
            branch.Add(Process(child));
        return branch;
    }

    private static void AddThreads(Branch branch, ProcessImage process)
    {
        if (process.Threads.Count == 0)
            return;
        var threads = branch.Add(Count.Of(process.Threads.Count, "thread"));
        foreach (var thread in process.Threads)
            threads.Add($"{thread.Tid} {thread.Name}");
    }
}
