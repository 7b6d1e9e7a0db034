using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Tree;

/// <summary>Sessions and process groups as the kernel has them now.</summary>
internal static class Sessions
{
    /// <summary>The session of a process; 0 if it has gone.</summary>
    public static int Of(Pid pid) => ProcStat.Read(pid) is { Ok: true, Value.Session: var session } ? session : 0;

    /// <summary>The process group of a process; 0 if it has gone.</summary>
    public static int GroupOf(Pid pid) => ProcStat.Read(pid) is { Ok: true, Value.ProcessGroup: var group } ? group : 0;
}
