using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Tree;

/// <summary>
/// Puts the processes of a restored tree into their process groups. A group whose leader has ended is led by a ghost while its members
/// join. Precondition: called on the tracer thread, all processes born, zombies still alive.
/// </summary>
internal static class GroupBuilder
{
    /// <summary>Sets every process group; what can't be set is noted.</summary>
    public static void Build(ProgramImage image, IReadOnlyDictionary<int, BlankProcess> processes, List<string> notes)
    {
        foreach (var leader in image.Processes.Where(process => process.ProcessGroup == process.Pid && process.Session != process.Pid))
            Join(processes[leader.Pid], leader.Pid).OrThrow($"make process {leader.Pid} the leader of its group");
        foreach (var group in image.Processes.Where(process => process.ProcessGroup != process.Pid).GroupBy(process => process.ProcessGroup))
        {
            if (processes.ContainsKey(group.Key))
                JoinAll(group, processes, notes);
            else
                JoinGhost(group, processes, notes);
        }
    }

    private static void JoinAll(IEnumerable<ProcessImage> members, IReadOnlyDictionary<int, BlankProcess> processes, List<string> notes)
    {
        foreach (var member in members)
        {
            if (InnerIds.GroupOf(processes[member.Pid].Pid) != member.ProcessGroup && !Join(processes[member.Pid], member.ProcessGroup).Ok)
                notes.Add($"process {member.Pid} could not be put back into process group {member.ProcessGroup}");
        }
    }

    private static void JoinGhost(IGrouping<int, ProcessImage> group, IReadOnlyDictionary<int, BlankProcess> processes, List<string> notes)
    {
        var host = processes[group.First().Pid];
        if (group.Key != 0 && (group.All(member => InnerIds.GroupOf(processes[member.Pid].Pid) == group.Key) || Join(host, group.Key).Ok))
        {
            JoinAll(group, processes, notes);
            return;
        }

        var ghost = group.Key == 0 ? KernelResult.Failure<BlankProcess>(Errno.EEXIST) : host.Fork(new Pid(group.Key), asSibling: false);
        if (!ghost.Ok)
        {
            var hostPid = group.First().Pid;
            var own = Join(host, hostPid).Ok || InnerIds.GroupOf(host.Pid) == hostPid ? hostPid : InnerIds.GroupOf(host.Pid);
            notes.Add($"process group {group.Key} is led by a process outside of the checkpoint; its members are now in group {own}");
            foreach (var member in group)
                _ = Join(processes[member.Pid], own);
            return;
        }

        _ = Join(ghost.Value, group.Key);
        JoinAll(group, processes, notes);
        ghost.Value.Kill();
        TreeBuilder.Reap(host, group.Key);
    }

    private static KernelResult<ulong> Join(BlankProcess process, int group) => process.Leader.Invoke(SyscallNumber.setpgid, 0, (ulong)group);
}
