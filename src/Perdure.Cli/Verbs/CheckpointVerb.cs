using System.CommandLine;
using System.Diagnostics;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Taking;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure checkpoint.</summary>
internal sealed class CheckpointVerb : Verb
{
    private const int MostLettersOfName = 200;
    private static readonly TimeSpan s_holdTime = TimeSpan.FromHours(1);
    private readonly TargetArgument _pid = new();
    private readonly TextOption _name = new("--name", "NAME", "A name to find it by; several may share one.", MostLettersOfName);
    private readonly Flag _leaveRunning = new("--leave-running", "Let the program go on afterwards (the default).");
    private readonly Flag _stop = new("--stop", "Leave the program stopped afterwards, as by SIGSTOP.");
    private readonly Flag _kill = new("--kill", "Kill the program afterwards.");
    private readonly DurationOption _hold = new(
        "--hold",
        "With --kill: for how long packets of TCP connections to outside are held back, such as 10m (the default is 1h); a restore within this time finds the connections alive.",
        TimeSpan.FromSeconds(1));
    private readonly Flag _noTree = new("--no-tree", "The process alone, without its descendants, ended ones included.");
    private readonly ChoiceOption<CompressionChoice> _compress = new(
        "--compress",
        "When to compress the image: while it is written, or later in the background; auto leaves it for later unless the program has less than 1 MiB of its own",
        ("auto", CompressionChoice.Auto),
        ("now", CompressionChoice.Now),
        ("later", CompressionChoice.Later));
    private readonly FileChoices _files = new();
    private readonly Flag _skipUnsupported = new("--skip-unsupported", "Replace what can't be kept by something that fails cleanly, instead of refusing.");

    internal CheckpointVerb()
        : base("checkpoint", "Take a checkpoint of a running program and its descendants.")
    {
        Add(_pid);
        foreach (var option in (Option[])[_name, _leaveRunning, _stop, _kill, _hold, _noTree, _compress, _skipUnsupported])
            Add(option);
        _files.AddTo(this);
        Validators.Add(result =>
        {
            if (new[] { _leaveRunning, _stop, _kill }.Count(option => result.GetValue(option)) > 1)
                result.AddError("--leave-running, --stop and --kill exclude each other");
            if (result.GetResult(_hold) is not null && !result.GetValue(_kill))
                result.AddError("--hold goes with --kill: as long as the program is there, it has its connections itself");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var pid = TargetArgument.Find(request.Get(_pid), AbandonedPrograms.Explain(request));
        if (IsPlain(request) && SupervisorFolder.Has(pid))
            return AskSupervisor(request, pid);
        using var store = request.OpenUnlockedStore();
        var document = DocumentOf(pid, Take(store, pid, OptionsOf(request)));
        request.Answer(document, DocumentJson.Readable.CheckpointDocument, Print, $"the checkpoint {document.Id} was taken");
        return ExitCode.Ok;
    }

    /// <summary>Whether it is a checkpoint as a supervisor takes them.</summary>
    private bool IsPlain(Request request) =>
        request.StoreDirectory is null && Options.All(option => option == _leaveRunning || !request.Has(option));

    /// <summary>The supervisor knows what has changed since its last checkpoint; two who track one program's memory would be in each other's way.</summary>
    private static ExitCode AskSupervisor(Request request, Pid pid)
    {
        var watch = Stopwatch.StartNew();
        var (status, taken) = ControlClient.TakeCheckpoint(pid);
        var document = new CheckpointDocument(
            taken.Id, taken.Name, pid.Value, taken.Processes, taken.Threads, taken.MemoryBytes, taken.StoredBytes, taken.PauseMicroseconds, (long)watch.Elapsed.TotalMicroseconds,
            taken.KeptConnections, taken.ClosedConnections,
            [$"taken by its supervisor, process {status.Supervisor}, into {status.Store}", .. taken.Notes]);
        request.Answer(document, DocumentJson.Readable.CheckpointDocument, Print, $"the checkpoint {document.Id} was taken");
        return ExitCode.Ok;
    }

    private static CheckpointOutcome Take(ImageStore store, Pid pid, CheckpointOptions options)
    {
        using var interruption = new Interruption();
        using var progress = new ProgressLine("the program runs on as it was, and nothing was kept", interruption.Token);
        var outcome = CheckpointTaker.Take(store, pid, options, progress);
        if (outcome.CompressionIsDue)
            BackgroundCompaction.Start(store.Directory, outcome.Entry.Id.Value);
        return outcome;
    }

    private CheckpointOptions OptionsOf(Request request) => new()
    {
        Name = request.Get(_name),
        HoldTime = request.Get(_hold) ?? s_holdTime,
        After = request.Get(_kill) ? AfterCheckpoint.Kill : request.Get(_stop) ? AfterCheckpoint.Stop : AfterCheckpoint.LeaveRunning,
        Compression = request.Get(_compress) switch
        {
            CompressionChoice.Now => ImageCompression.Inline,
            CompressionChoice.Later => ImageCompression.Deferred,
            _ => null,
        },
        WholeTree = !request.Get(_noTree),
        JournalFiles = request.Get(_files.Choice) == FileChoice.Journal,
        MostFileBytes = request.Get(_files.Limit),
        SkipUnsupported = request.Get(_skipUnsupported),
    };

    private static CheckpointDocument DocumentOf(Pid pid, CheckpointOutcome outcome) => new(
        outcome.Entry.Id.Value,
        outcome.Entry.Name,
        pid.Value,
        outcome.Entry.Processes,
        outcome.Entry.Threads,
        outcome.Entry.MemoryBytes,
        outcome.Entry.StoredBytes,
        outcome.Timings.PauseMicroseconds,
        outcome.Timings.WallMicroseconds,
        outcome.KeptConnections,
        outcome.ClosedConnections,
        outcome.Notes);

    private static void Print(CheckpointDocument taken)
    {
        Console.Out.WriteLine($"{taken.Id} {SafeText.OneLine(taken.Name)}: {Count.Of(taken.Processes, "process", "processes")}, {Count.Of(taken.Threads, "thread")}, {ByteSize.Format(taken.MemoryBytes)} of memory, {ByteSize.Format(taken.StoredBytes)} stored");
        Console.Out.WriteLine($"paused for {Duration.Format(taken.PauseMicroseconds)}, {Duration.Format(taken.WallMicroseconds)} in all");
        if (taken.KeptConnections > 0)
            Console.Out.WriteLine($"{Count.Of(taken.KeptConnections, "TCP connection")} can live on");
        foreach (var note in taken.Notes)
            Console.Out.WriteLine($"note: {SafeText.OneLine(note)}");
    }
}
