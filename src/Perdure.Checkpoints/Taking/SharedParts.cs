using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// What tasks share beyond what fork and pthreads make them share. A table of descriptors or a working directory shared with the parent
/// comes back so; other ways are refused.
/// </summary>
internal static class SharedParts
{
    /// <summary>Whether a process has a part in common with another.</summary>
    public static bool Share(KcmpType part, Pid first, Pid second) => Kcmp.Tasks(part, first.Leader, second.Leader) is { Ok: true, Value: KcmpOrder.Equal };

    /// <summary>What can't come back, as sentences.</summary>
    public static IEnumerable<string> Refusals(IReadOnlyList<Pid> processes)
    {
        foreach (var (first, second) in Equal(KcmpType.KCMP_VM, processes))
            yield return $"processes {first} and {second} share one memory (vfork, or clone with CLONE_VM)";
        foreach (var (first, second) in Equal(KcmpType.KCMP_FS, processes).Where(pair => !AreParentAndChild(pair)))
            yield return $"processes {first} and {second} share one working directory (CLONE_FS) without being parent and child";
        foreach (var (first, second) in Equal(KcmpType.KCMP_FILES, processes).Where(pair => !AreParentAndChild(pair)))
            yield return $"processes {first} and {second} share one table of files (CLONE_FILES) without being parent and child";
        foreach (var process in processes)
        {
            foreach (var thread in ProcTasks.Threads(process).Or([]).Where(thread => HasOwnFolder(process, thread)))
                yield return $"thread {thread} of process {process} has a working directory of its own (unshare with CLONE_FS)";
        }
    }

    // A thread that is about to end gives its memory away before its working directory: one that has no memory any more proves nothing.
    private static bool HasOwnFolder(Pid process, Tid thread) =>
        thread != process.Leader && Kcmp.Tasks(KcmpType.KCMP_FS, process.Leader, thread) is { Ok: true, Value: not KcmpOrder.Equal }
        && LiveThread.IsAlive(process.Value, thread.Value);

    private static bool AreParentAndChild((Pid First, Pid Second) pair) =>
        ProcStat.Read(pair.Second) is { Ok: true, Value.Parent: var parent } && parent == pair.First;

    /// <summary>Each process with the nearest one before it in the list that has the same part; parents come before their children.</summary>
    private static IEnumerable<(Pid First, Pid Second)> Equal(KcmpType part, IReadOnlyList<Pid> processes)
    {
        for (var second = 1; second < processes.Count; second++)
        {
            for (var first = second - 1; first >= 0; first--)
            {
                if (!Share(part, processes[first], processes[second]))
                    continue;
                yield return (processes[first], processes[second]);
                break;
            }
        }
    }
}
