using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Lazy;

/// <summary>The descriptors that a lazy restore has left in the program: the journal, and before it the userfaultfd. Children inherit them.</summary>
internal static class HeldDescriptors
{
    private const string UserfaultfdLink = "anon_inode:[userfaultfd]";

    /// <summary>The journal that a process holds, by number; null if it holds none.</summary>
    public static int? FindJournal(Pid pid)
    {
        using var table = ProcFdTable.Open(pid.Leader).Or(null!);
        foreach (var number in table?.Numbers().Or([]) ?? [])
        {
            if (table!.Link(new RemoteFd(number)).Or("").StartsWith($"/memfd:{EventJournal.Name} ", StringComparison.Ordinal))
                return number;
        }

        return null;
    }

    /// <summary>The processes that hold a journal, and under which number.</summary>
    public static IEnumerable<(Pid Pid, int Journal)> FindHolders(SafeFileHandle journal)
    {
        var wanted = FileCalls.Status(journal).OrThrow("look at the journal of missing pages");
        foreach (var pid in ProcTasks.Processes().Or([]))
        {
            if (pid != Pid.Self && FindJournal(pid) is { } number
                && FileCalls.Status($"/proc/{pid}/fd/{number}") is { Ok: true, Value: var found } && found.Inode == wanted.Inode && found.Device == wanted.Device)
                yield return (pid, number);
        }
    }

    /// <summary>Whether a server works on a journal, or a guard is about to.</summary>
    public static bool HasServer(SafeFileHandle journal) => FindHolders(journal)
        .Any(holder => ProcWords.CommandLine(holder.Pid).Or([]) is { } words && (words.Contains(LazyServerEntry.Verb) || words.Contains(LazyServerEntry.GuardName)));

    /// <summary>Closes them in every process but ours and our guard. Takes each process a stop of a millisecond.</summary>
    /// <returns>False if some process could not be stopped, because a debugger has it.</returns>
    public static bool TryCloseAll(SafeFileHandle journal)
    {
        var guards = ProcTasks.Children(Pid.Self).Or([]);
        var allClosed = true;
        foreach (var (pid, number) in FindHolders(journal).Where(holder => !guards.Contains(holder.Pid)))
            allClosed &= TryClose(pid, number);
        return allClosed;
    }

    private static bool TryClose(Pid pid, int journal)
    {
        try
        {
            using var tracer = new TracerThread();
            tracer.Run(() => Close(pid, journal));
            return true;
        }
        catch (PerdureException failure)
        {
            return failure.ExitCode == ExitCode.TargetDied;
        }
    }

    private static void Close(Pid pid, int journal)
    {
        var code = ProcMaps.Read(pid).OrThrow($"read the mappings of process {pid}")
            .Where(map => (map.Protection & MemoryProtection.PROT_EXEC) != 0 && map.Kind != MapKind.Vsyscall)
            .OrderBy(map => map.Path.Contains("libc.", StringComparison.Ordinal) || map.Path.Contains("ld-linux", StringComparison.Ordinal) ? 0 : 1)
            .Select(map => (map.Start, map.End));
        var gadgets = SyscallGadgets.Find(pid, code) ?? throw new PerdureException($"process {pid} has no system call instruction in its memory");
        using var tree = FrozenTree.Freeze(pid, wholeTree: false);
        using var calls = RemoteCalls.Begin(tree.Processes[0].Leader, gadgets);
        if (FileCalls.ReadLink($"/proc/{pid}/fd/{journal - 1}").Or("") == UserfaultfdLink)
            _ = calls.Invoke(SyscallNumber.close, (ulong)journal - 1);
        _ = calls.Invoke(SyscallNumber.close, (ulong)journal);
    }
}
