using System.CommandLine;
using Perdure.Checkpoints.Comparing;
using Perdure.Cli.Bisect;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure bisect.</summary>
internal sealed class BisectVerb : Verb
{
    private const int MostLettersOfCheck = 8192;
    private const int MostReasons = 5;
    private const int DefaultSeconds = 30;
    private readonly CheckpointArgument _name = new("NAME", "The name that the checkpoints share, as perdure list shows it.");
    private readonly TextOption _check = new(
        "--check",
        "COMMAND",
        "What to run among the restored processes, by /bin/sh -c: 0 says that the checkpoint is good, 125 that nobody can say, 1 to 127 else that it is bad; anything beyond stops the search.",
        MostLettersOfCheck)
    {
        Required = true,
    };

    private readonly TextOption _good = new("--good", "ID", "A checkpoint that is known to be good: the search begins there.");
    private readonly TextOption _bad = new("--bad", "ID", "A checkpoint that is known to be bad: the search ends there.");
    private readonly DurationOption _since = new("--since", "Leave out checkpoints that are older than this.", TimeSpan.FromSeconds(1));
    private readonly DurationOption _timeout = new("--timeout", $"How long the check may run; what takes longer is bad [default: {DefaultSeconds}s].", TimeSpan.FromMilliseconds(100));

    internal BisectVerb()
        : base("bisect", "Find the last good checkpoint: restores some in isolation, beside the running program, and has a command judge each.")
    {
        Add(_name);
        foreach (var option in (Option[])[_check, _good, _bad, _since, _timeout])
            Add(option);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        if (UserNamespace.IsNeeded)
            throw new PerdureException(
                "a trial needs root: only root may lay an overlay over the file systems of the machine (the kernel locks the mounts of a user namespace)",
                "run perdure as root",
                ExitCode.Unsupported);
        using var store = request.OpenUnlockedStore();
        var name = request.Get(_name);
        var all = Named(store, name);
        var (from, to) = Bounds(request, store, name, all);
        var checkpoints = Chosen(request, all, from, to);
        using var interruption = new Interruption();
        var bench = new TrialBench(store, request.Get(_check)!, request.Get(_timeout) ?? TimeSpan.FromSeconds(DefaultSeconds), !request.Json, interruption.Token);
        var found = new Bisection(place => bench.Judge(checkpoints[place])).Run(checkpoints.Count, from is null ? null : 0, to is null ? null : checkpoints.Count - 1);
        if (found is not { End: BisectionEnd.Found, Good: { } good, Bad: { } bad })
            throw NotFound(found, checkpoints, name, bench.Trials);
        var document = DocumentOf(store, name, checkpoints, found, bench);
        request.Answer(document, DocumentJson.Readable.BisectDocument, document => Print(document, checkpoints[good], checkpoints[bad]));
        return document.Skipped.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static List<CatalogEntry> Named(ImageStore store, string name)
    {
        var named = store.List().Where(entry => entry.Name == name).OrderBy(entry => entry.Created).ToList();
        return named.Count > 0
            ? named
            : throw new PerdureException(
                $"no checkpoint has the name '{name}'",
                "perdure list shows the names; perdure run --every and perdure checkpoint --name give them");
    }

    private (CatalogEntry? From, CatalogEntry? To) Bounds(Request request, ImageStore store, string name, List<CatalogEntry> all)
    {
        var (from, to) = (Bound(_good), Bound(_bad));
        if (from is not null && to is not null && PlaceOf(from, all) >= PlaceOf(to, all))
            throw new PerdureException($"{from.Id}, which is to be good, is not older than {to.Id}, which is to be bad", "the search is for the change from good to bad; exchange them and reverse the check", ExitCode.Usage);
        return (from, to);

        CatalogEntry? Bound(TextOption option)
        {
            if (request.Get(option) is not { } word)
                return null;
            var entry = store.Find(word);
            return entry.Name == name ? entry : throw new PerdureException($"the checkpoint {entry.Id} has not the name '{name}'", "perdure list shows which have", ExitCode.Usage);
        }
    }

    private static int PlaceOf(CatalogEntry entry, List<CatalogEntry> all) => all.FindIndex(other => other.Id == entry.Id);

    private List<CatalogEntry> Chosen(Request request, List<CatalogEntry> all, CatalogEntry? from, CatalogEntry? to)
    {
        var oldest = request.Get(_since) is { } age ? DateTimeOffset.UtcNow - age : DateTimeOffset.MinValue;
        if (to is not null && to.Created < oldest)
            throw new PerdureException($"{to.Id} of {TrialBench.TimeOf(to)}, which is to be bad, is older than --since allows", "the search ends there; name a longer time, or leave out --since", ExitCode.Usage);
        var (first, last) = (from is null ? 0 : PlaceOf(from, all), to is null ? all.Count - 1 : PlaceOf(to, all));
        var chosen = all[first..(last + 1)].Where(entry => entry.Id == from?.Id || entry.Created >= oldest).ToList();
        return chosen.Count >= 2
            ? chosen
            : throw new PerdureException($"there is nothing to search: {chosen.Count} of {all.Count} checkpoints are left to choose from", "it takes two, a good one and a bad one; perdure list shows all");
    }

    private static PerdureException NotFound(BisectionResult found, List<CatalogEntry> checkpoints, string name, IReadOnlyList<BisectTrial> trials) => found.End switch
    {
        BisectionEnd.BadFromTheStart => new PerdureException(
            $"already bad at the oldest checkpoint that could be judged, {Describe(checkpoints[found.Bad!.Value])}: {trials[^1].Reason}",
            "the change came before it (--since and --good say where the search begins: a longer time, or an earlier one, if there are older checkpoints), or the check fails on good ones too: try it by hand against the live program"),
        BisectionEnd.GoodToTheEnd => new PerdureException(
            $"the newest checkpoint is still good: {Describe(checkpoints[found.Good!.Value])}",
            $"if the live program is bad, take a checkpoint of it (perdure checkpoint PID --name {name}) and search again; else the check does not see the fault"),
        _ => new PerdureException(
            [$"nothing found: {trials.Count(trial => trial.Verdict == "skipped")} of {trials.Count} checkpoints that were tried had to be skipped, and none is left that could tell good from bad:", .. trials.Where(trial => trial.Verdict == "skipped").Take(MostReasons).Select(trial => $"{trial.Id}: {trial.Reason}")],
            "what the lines name is to be put right first; --since, --good and --bad leave out checkpoints that can't be tried"),
    };

    private static string Describe(CatalogEntry entry) => $"{entry.Id} of {TrialBench.TimeOf(entry)}";

    private static BisectDocument DocumentOf(ImageStore store, string name, List<CatalogEntry> checkpoints, BisectionResult found, TrialBench bench)
    {
        var (good, bad) = (checkpoints[found.Good!.Value], checkpoints[found.Bad!.Value]);
        var difference = Compare(store, good, bad);
        return new BisectDocument(
            name,
            checkpoints.Count,
            bench.Trials,
            ListVerb.Listed(good),
            ListVerb.Listed(bad),
            [.. found.Between.Select(place => ListVerb.Listed(checkpoints[place]))],
            ChangeSummaries.Of(difference),
            [.. bench.Notes, .. difference.Notes]);
    }

    /// <summary>What was found is told, whether or not the two can be compared: a supervisor may have deleted one meanwhile.</summary>
    private static CheckpointDifference Compare(ImageStore store, CatalogEntry good, CatalogEntry bad)
    {
        try
        {
            using var before = store.OpenImage(good.Id);
            using var after = store.OpenImage(bad.Id);
            return CheckpointComparer.Compare(before, after);
        }
        catch (PerdureException failure)
        {
            return new CheckpointDifference([], [$"what changed can't be told: {failure.Message}"]);
        }
    }

    private static void Print(BisectDocument document, CatalogEntry good, CatalogEntry bad)
    {
        Console.Out.WriteLine($"\nlast good: {Describe(good)}");
        if (document.Skipped.Count > 0)
            Console.Out.WriteLine($"skipped:   {string.Join(", ", document.Skipped.Select(one => one.Id))}: the first bad one may be among them");
        Console.Out.WriteLine($"first bad: {Describe(bad)}, {Duration.Format(bad.Created - good.Created)} later");
        Console.Out.WriteLine("\nchanged between them:");
        foreach (var change in document.Changes)
            Console.Out.WriteLine($"  {ChangeSummaries.Line(change)}");
        if (document.Changes.Count == 0)
            Console.Out.WriteLine("  nothing that perdure diff could show");
        Console.Out.WriteLine($"\nall of it:      perdure diff {good.Id} {bad.Id}");
        Console.Out.WriteLine($"back to good:   perdure restore {good.Id}    (when the program has ended; beside it: --pid new)");
    }
}
