using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// Ids as a process itself knows them: the innermost of those that it has in nested pid namespaces. Where it is in perdure's own namespace
/// they are the ids that perdure knows as well. 0 stands for what has gone, or lies outside of the process's namespace.
/// </summary>
internal static class InnerIds
{
    /// <summary>The pid of a process.</summary>
    public static int Of(Pid pid) => Innermost(pid.Leader, status => status.NamespacePids, status => status.Tgid.Value);

    /// <summary>The tid of a thread.</summary>
    public static int Of(Tid tid) => Innermost(tid, status => status.NamespacePids, status => status.Tid.Value);

    /// <summary>The process group of a process.</summary>
    public static int GroupOf(Pid pid) => Innermost(pid.Leader, status => status.NamespacePgids, _ => ProcStat.Read(pid) is { Ok: true, Value.ProcessGroup: var group } ? group : 0);

    /// <summary>The session of a process.</summary>
    public static int SessionOf(Pid pid) => Innermost(pid.Leader, status => status.NamespaceSids, _ => ProcStat.Read(pid) is { Ok: true, Value.Session: var session } ? session : 0);

    private static int Innermost(Tid tid, Func<ProcStatus, IReadOnlyList<int>> levels, Func<ProcStatus, int> without)
    {
        if (ProcStatus.Read(tid) is not { Ok: true, Value: var status })
            return 0;
        return levels(status) is [.., var inner] ? inner : without(status);
    }
}
