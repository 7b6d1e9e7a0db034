using System.CommandLine;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Restoring;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure restore.</summary>
internal sealed class RestoreVerb : Verb
{
    private const int SignalExit = 128;
    private const int MostProblems = 5;
    private readonly CheckpointArgument _checkpoint = new();
    private readonly Flag _foreground = new("--foreground", "Wait for the program and end as it ends.");
    private readonly Flag _detach = new("--detach", "Let the program go on by itself (the default).");
    private readonly ChoiceOption<PidChoice> _pids = new("--pid", "Give the processes their old ids or new ones", ("same", PidChoice.Same), ("new", PidChoice.New));
    private readonly ChoiceOption<ChangedFiles> _files = new(
        "--files",
        "What to do about an open file that changed since: refuse; put the old content back and keep today's beside it; go on with today's; put the old content back; or put all of them back as they were saved, and keep today's beside them",
        ("refuse", ChangedFiles.Refuse),
        ("keep-copy", ChangedFiles.KeepCopy),
        ("use-current", ChangedFiles.UseCurrent),
        ("restore-copy", ChangedFiles.RestoreCopy),
        ("as-saved", ChangedFiles.AsSaved));
    private readonly Flag _lazy = new("--lazy", "Let the program go on before its memory is read; pages come as they are touched.");
    private readonly Flag _debug = new("--debug", "Stop every thread before its first instruction and say how to attach gdb.");

    internal RestoreVerb()
        : base("restore", "Bring a program back from a checkpoint.")
    {
        Add(_checkpoint);
        foreach (var option in (Option[])[_foreground, _detach, _pids, _files, _lazy, _debug])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetValue(_foreground) && result.GetValue(_detach))
                result.AddError("--foreground and --detach exclude each other");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenUnlockedStore();
        var id = store.Find(request.Get(_checkpoint)).Id;
        if (UserNamespace.IsNeeded && (request.Get(_pids) == PidChoice.New || ProgramRestorer.NeedsOwnPids(store, id)))
            UserNamespace.Enter();
        var outcome = Restore(store, id, OptionsOf(request));
        using var foreground = request.Get(_foreground) ? new ForegroundProgram(outcome) : null;
        var document = new RestoreDocument(id.Value, outcome.Root.Value, outcome.Timings.WallMicroseconds, outcome.KeptConnections, outcome.ClosedConnections, Notes(outcome, request.Get(_debug)));
        var code = 0;
        try
        {
            request.Answer(document, DocumentJson.Readable.RestoreDocument, Print, $"{document.Id} was restored as process {document.Pid}");
        }
        finally
        {
            // The program runs, whether or not we could say so.
            code = foreground?.WaitForEnd() ?? 0;
            if (request.Get(_lazy) && code == SignalExit + SignalNumber.SIGBUS)
                TellDamage(store, id);
        }

        return (ExitCode)code;
    }

    private static RestoreOutcome Restore(ImageStore store, CheckpointId id, RestoreOptions options)
    {
        using var interruption = new Interruption();
        using var progress = new ProgressLine("what was built of the program is gone again", interruption.Token);
        return ProgramRestorer.Restore(store, id, options, progress);
    }

    /// <summary>Pages that could not be read are SIGBUS for a lazily restored program, which can't say why it dies of it.</summary>
    private static void TellDamage(ImageStore store, CheckpointId id)
    {
        if (store.Has(id) && store.Verify(id) is { Ok: false } report)
        {
            foreach (var problem in report.Problems.Distinct().Take(MostProblems))
                Console.Error.WriteLine($"perdure: the program died of SIGBUS: {SafeText.OneLine(problem)}");
            Console.Error.WriteLine($"hint: restore without --lazy refuses a damaged checkpoint at once; 'perdure verify {id}' says what is damaged");
        }
    }

    private static IReadOnlyList<string> Notes(RestoreOutcome outcome, bool debug) => debug
        ? [.. outcome.Notes, .. HowToDebug(outcome)]
        : outcome.Notes;

    /// <summary>A gdb that attaches to a stopped program meets one SIGSTOP for each thread; SIGCONT takes all of them away.</summary>
    private static IEnumerable<string> HowToDebug(RestoreOutcome outcome)
    {
        yield return $"every thread is stopped before its first instruction; without a debugger it goes on with: kill -CONT {string.Join(' ', outcome.Processes)}";
        yield return $"with gdb: gdb -p {outcome.Root} -ex 'handle SIGCONT nostop noprint nopass' -ex 'shell kill -CONT {outcome.Root}', and there 'continue'";
    }

    private RestoreOptions OptionsOf(Request request) => new()
    {
        Pids = request.Get(_pids),
        Files = request.Get(_files),
        StopForDebugger = request.Get(_debug),
        Lazy = request.Get(_lazy),
        Foreground = request.Get(_foreground),
    };

    private static void Print(RestoreDocument restored)
    {
        Console.Out.WriteLine($"{restored.Id}: runs as {restored.Pid}, restored in {Duration.Format(restored.WallMicroseconds)}");
        if (restored.KeptConnections > 0)
            Console.Out.WriteLine($"{Count.Of(restored.KeptConnections, "TCP connection")} live on");
        foreach (var note in restored.Notes)
            Console.Out.WriteLine($"note: {SafeText.OneLine(note)}");
    }
}
