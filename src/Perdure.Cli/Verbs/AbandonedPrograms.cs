using Perdure.Cli.Documents;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>Programs that run and whose supervisor ended without a word (killed, a bug), as the journal of the request's store knows them.</summary>
internal static class AbandonedPrograms
{
    /// <summary>All of them. Nothing is made for that: neither a store nor a journal; one that can't be read knows none.</summary>
    internal static IReadOnlyList<AbandonedProgram> In(Request request)
    {
        if (!File.Exists(Path.Combine(request.StoreDirectory ?? ImageStore.DefaultDirectory, "journal.db")))
            return [];
        try
        {
            using var store = request.OpenStore();
            using var journal = Journal.Open(store);
            return [.. journal.LastOfEach().Where(last => IsAbandoned(last.Event, last.Process)).Select(last => new AbandonedProgram(last.Event.Program, last.Event.Pid, last.Event.Time))];
        }
        catch (PerdureException)
        {
            return [];
        }
    }

    /// <summary>What to say of a program that nobody supervises; null if nothing is known of it.</summary>
    internal static Func<string, PerdureException?> Explain(Request request) => word =>
        In(request).LastOrDefault(one => one.Name == word || $"{one.Pid}" == word) is { } found
            ? new PerdureException($"process {found.Pid} ('{found.Name}') goes on, but its supervisor has gone", Advice(found))
            : null;

    /// <summary>How to supervise it again.</summary>
    internal static string Advice(AbandonedProgram program) => $"perdure attach {program.Pid} --name {program.Name} supervises it again";

    private static bool IsAbandoned(JournalEvent last, string process) =>
        last.Kind is not (Supervisor.EndedKind or Supervisor.ReleasedKind)
        && ProcessIdentity.Of(new Pid(last.Pid)) is { Ok: true, Value: var now } && now == process
        && ProcStat.Read(new Pid(last.Pid)) is { Ok: true, Value.State: not ('Z' or 'X') }
        && !SupervisorFolder.Has(new Pid(last.Pid));
}
