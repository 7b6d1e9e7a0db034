using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// Processes outside of the checkpoint that have a socket of it too, as a parent that has passed it on. They go on with it. Looked for while the program stands still, since it could pass a socket on at any time before.
/// </summary>
internal static class OutsideHolders
{
    /// <summary>The pid of such a process for each description that has one.</summary>
    public static Dictionary<int, int> Of(IReadOnlyList<FoundDescription> sockets, HashSet<int> processes)
    {
        var holders = new Dictionary<int, int>();
        var wanted = sockets.ToDictionary(static found => $"socket:[{found.First.Status.Inode}]", static found => found.Id);
        if (wanted.Count == 0)
            return holders;
        foreach (var pid in ProcTasks.Processes().OrThrow("list the processes in /proc"))
        {
            if (!processes.Contains(pid.Value) && pid != Pid.Self)
                AddHeldBy(pid, wanted, holders);
        }

        return holders;
    }

    /// <summary>Nothing of a process that has gone, or that we may not look into.</summary>
    private static void AddHeldBy(Pid pid, Dictionary<string, int> wanted, Dictionary<int, int> holders)
    {
        var opened = ProcFdTable.Open(new Tid(pid.Value));
        if (!opened.Ok)
            return;
        using var table = opened.Value;
        foreach (var number in table.Numbers().Or([]))
        {
            if (table.Link(new RemoteFd(number)) is { Ok: true, Value: var link } && wanted.TryGetValue(link, out var description))
                holders[description] = pid.Value;
        }
    }
}
