using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>A program that runs and whose supervisor is gone, as the journal knows it. A later process of the same pid is never taken for one.</summary>
/// <param name="Pid">Its first process.</param>
/// <param name="IsReady">Whether it has said that it is ready.</param>
internal sealed record FormerProgram(Pid Pid, bool IsReady)
{
    /// <summary>The name under which a running program was supervised last; null if it was not.</summary>
    internal static string? NameOf(ImageStore store, Pid pid)
    {
        if (ProcessIdentity.Of(pid) is not { Ok: true, Value: var process })
            return null;
        using var journal = Journal.Open(store);
        return journal.NameOf(pid.Value, process);
    }

    /// <summary>The program that was supervised last under a name, if it still runs.</summary>
    internal static FormerProgram? Running(ImageStore store, string name)
    {
        using var journal = Journal.Open(store);
        return journal.LastOf(name) is { } last && ProcessIdentity.Of(new Pid(last.Pid)) is { Ok: true, Value: var process } && process == last.Process
            ? new FormerProgram(new Pid(last.Pid), journal.Has(last.Pid, process, Supervisor.ReadyKind))
            : null;
    }
}
