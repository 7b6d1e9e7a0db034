using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>Programs whose supervisor is gone, as the journal knows them. A later process of the same pid is never taken for one.</summary>
internal static class FormerProgram
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
    internal static Pid? Running(ImageStore store, string name)
    {
        using var journal = Journal.Open(store);
        return journal.LastOf(name) is { } last && ProcessIdentity.Of(new Pid(last.Pid)) is { Ok: true, Value: var process } && process == last.Process ? new Pid(last.Pid) : null;
    }
}
