using System.CommandLine;
using System.Diagnostics;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Elsewhere;
using Perdure.Elsewhere.Places;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>What `push` and `pull` have in common.</summary>
internal abstract class CopyVerb : Verb
{
    private readonly Argument<string[]> _checkpoints;
    private readonly Flag _all = new("--all", "All checkpoints there are.");
    private readonly TextOption _place;
    private readonly TextOption _ssh = new("--ssh", "COMMAND", "What reaches the other machine; it gets a host and one command line for a shell [default: ssh].");
    private readonly TextOption _perdure = new("--perdure", "COMMAND", "What perdure is called on the other machine [default: perdure].");

    protected CopyVerb(string name, string description, string placeOption, string placeDescription)
        : base(name, description)
    {
        _checkpoints = new Argument<string[]>("ID")
        {
            Description = "Checkpoints, each by its id, the beginning of its id, or its name (the newest of that name).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        _place = new TextOption(placeOption, "PLACE", $"{placeDescription}: a directory, ssh://[user@]host[:port]/path, or s3://bucket[/prefix].") { Required = true };
        Add(_checkpoints);
        foreach (var option in (Option[])[_place, _all, _ssh, _perdure])
            Add(option);
        Validators.Add(result =>
        {
            var named = result.GetResult(_checkpoints) is { Tokens.Count: > 0 };
            if (named == result.GetValue(_all))
                result.AddError(named ? "--all and checkpoints exclude each other" : "name checkpoints, or --all");
        });
    }

    /// <summary>Opens the two ends, of which one is the store of the request.</summary>
    protected abstract (ISource From, ITarget To) Open(Request request, PlaceAddress place, RemoteShell shell);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var watch = Stopwatch.StartNew();
        var place = PlaceAddress.Parse(request.Get(_place)!);
        var (source, target) = Open(request, place, new RemoteShell(request.Get(_ssh) ?? "ssh", request.Get(_perdure) ?? "perdure"));
        using (source)
        using (target)
        {
            var copied = Copy(request, source, target);
            var failed = copied.Count(one => one.Failure is not null);
            var document = new CopyDocument(place.Text, copied, copied.Sum(one => one.ChunkBytesSent + one.ImageBytesSent), (long)watch.Elapsed.TotalMicroseconds);
            request.Answer(document, DocumentJson.Readable.CopyDocument, Print, $"{Count.Of(copied.Count(one => one.Copied), "checkpoint")} copied");
            return failed == 0 ? ExitCode.Ok : ExitCode.Failed;
        }
    }

    private List<CopiedCheckpoint> Copy(Request request, ISource source, ITarget target)
    {
        using var interruption = new Interruption();
        var line = new StatusLine();
        var copy = new CheckpointCopy(source, target, (entry, done, total) =>
        {
            if (interruption.Token.IsCancellationRequested)
                throw new PerdureException($"interrupted: nothing of {entry.Id} is to be seen there", "what was copied before is there; run the command again to go on");
            line.Show($"{entry.Id}: {ByteSize.Format(done)} of {ByteSize.Format(total)}");
        });
        copy.CheckSeals();
        var all = source.List();
        foreach (var note in source.LeftOut)
            Console.Error.WriteLine($"note: {SafeText.OneLine(note)}");
        var wanted = request.Get(_all) ? all : [.. request.Get(_checkpoints).Select(name => CheckpointSearch.Find(all, name)).DistinctBy(entry => entry.Id)];
        try
        {
            return [.. wanted.Select(entry => request.Get(_all) ? copy.RunAmongOthers(entry) : Expected(copy.Run(entry)))];
        }
        finally
        {
            line.Clear();
        }
    }

    /// <summary>Who copies all copies what there is; what was asked for by name must be there.</summary>
    private static CopiedCheckpoint Expected(CopiedCheckpoint one) => !one.Gone
        ? one
        : throw new PerdureException($"checkpoint {one.Id} was deleted before it was copied", "perdure list shows those that are there");

    private static void Print(CopyDocument document)
    {
        foreach (var one in document.Checkpoints)
        {
            Console.Out.WriteLine(one.Copied
                ? $"{one.Id} {SafeText.OneLine(one.Name)}: copied, {one.ChunksSent} of {Count.Of(one.Chunks, "chunk")}, {ByteSize.Format(one.ChunkBytesSent + one.ImageBytesSent)}"
                : one.Failure is { } failure
                ? $"{one.Id} {SafeText.OneLine(one.Name)}: not copied: {SafeText.OneLine(failure)}"
                : $"{one.Id} {SafeText.OneLine(one.Name)}: {(one.Gone ? "was deleted meanwhile" : "is there already")}");
        }

        if (document.Checkpoints.Count == 0)
            Console.Out.WriteLine("there are no checkpoints");
    }
}
