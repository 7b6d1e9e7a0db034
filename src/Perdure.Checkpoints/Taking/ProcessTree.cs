using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Taking;

/// <summary>The descendants of a process, as they are now.</summary>
internal static class ProcessTree
{
    /// <summary>The process and, with <paramref name="whole"/>, all its living descendants, parents first.</summary>
    public static IReadOnlyList<Pid> List(Pid root, bool whole)
    {
        var found = new List<Pid> { root };
        for (var index = 0; whole && index < found.Count; index++)
        {
            foreach (var child in ProcTasks.Children(found[index]).Or([]))
            {
                if (ProcStat.Read(child) is { Ok: true, Value.State: not ('Z' or 'X') })
                    found.Add(child);
            }
        }

        return found;
    }
}
