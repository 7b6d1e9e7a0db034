using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// Ids as a process itself knows them: the innermost of those that it has in nested pid namespaces. Where it is in perdure's own namespace
/// they are the ids that perdure knows as well. 0 stands for what has gone, or lies outside of the process's namespace.
/// </summary>
internal static class InnerIds
{
    /// <summary>The tid of a thread whose status was read.</summary>
    public static int Of(ProcStatus status) => status.NamespacePids is [.., var inner] ? inner : status.Tid.Value;

    /// <summary>The pid of a process.</summary>
    public static int Of(Pid pid) => Of(pid.Leader);

    /// <summary>The tid of a thread.</summary>
    public static int Of(Tid tid) => ProcStatus.Read(tid) is { Ok: true, Value: var status } ? Of(status) : 0;

    /// <summary>The process group of a process.</summary>
    public static int GroupOf(Pid pid) => Innermost(pid, status => status.NamespacePgids, stat => stat.ProcessGroup);

    /// <summary>The session of a process.</summary>
    public static int SessionOf(Pid pid) => Innermost(pid, status => status.NamespaceSids, stat => stat.Session);

    private static int Innermost(Pid pid, Func<ProcStatus, IReadOnlyList<int>> levels, Func<ProcStat, int> single)
    {
        if (ProcStatus.Read(pid) is { Ok: true, Value: var status } && levels(status) is [.., var inner])
            return inner;
        return ProcStat.Read(pid) is { Ok: true, Value: var stat } ? single(stat) : 0;
    }
}
