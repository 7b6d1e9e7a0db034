using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>Children that have ended and that their parents have not waited for: their exit status must not be lost.</summary>
internal static class Zombies
{
    /// <summary>The zombies among the children of a frozen tree.</summary>
    public static IEnumerable<ProcessImage> Of(FrozenTree tree)
    {
        foreach (var parent in tree.Processes)
        {
            foreach (var child in ProcTasks.Children(parent.Pid).Or([]))
            {
                if (ProcStat.Read(child) is { Ok: true, Value: { State: 'Z' } stat })
                    yield return Describe(child, parent.Pid, stat);
            }
        }
    }

    private static ProcessImage Describe(Pid pid, Pid parent, ProcStat stat) =>
        new(InnerIds.Of(pid), InnerIds.Of(parent), InnerIds.GroupOf(pid), InnerIds.SessionOf(pid), ProcessState.Zombie, stat.ExitCode, false, false, stat.Comm, [], null, null, []);
}
