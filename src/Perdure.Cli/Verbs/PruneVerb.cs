using System.CommandLine;
using System.Globalization;
using Perdure.Checkpoints.Files;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure prune.</summary>
internal sealed class PruneVerb : Verb
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The name whose checkpoints may go; those of all names if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly KeepOption _keep = new();
    private readonly SizeOption _maxSize = new("--max-size", "What the store may take, such as 20G: the oldest go, kept by --keep or not, until it takes no more.");
    private readonly Flag _dryRun = new("--dry-run", "Only tell what would go.");

    internal PruneVerb()
        : base("prune", "Delete old checkpoints by a policy, and free their space; the newest of each name always stays.")
    {
        Add(_name);
        foreach (var option in (Option[])[_keep, _maxSize, _dryRun])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_keep) is null && result.GetResult(_maxSize) is null)
                result.AddError("what is to stay? --keep POLICY (such as --keep last=3,daily=7), --max-size SIZE, or both are needed");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        var limit = request.Get(_maxSize);
        var dryRun = request.Get(_dryRun);
        var outcome = store.Prune(new PruneRules(request.GetOptional(_name), request.Get(_keep), limit), dryRun);
        foreach (var gone in outcome.Verdicts.Where(verdict => verdict.Goes && !dryRun))
            ConnectionHold.Release(gone.Entry.Id);
        var document = DocumentOf(outcome, dryRun);
        var deleted = document.Checkpoints.Count(one => one.Deleted);
        request.Answer(document, DocumentJson.Readable.PruneDocument, answer => Print(answer, limit), deleted > 0 && !dryRun ? $"{Count.Of(deleted, "checkpoint")} deleted" : "");
        return ExitCode.Ok;
    }

    private static PruneDocument DocumentOf(PruneOutcome outcome, bool dryRun) => new(
        dryRun,
        [.. outcome.Verdicts.Reverse().Select(verdict => new PrunedCheckpoint(verdict.Entry.Id.Value, verdict.Entry.Name, verdict.Entry.Created, verdict.Goes, verdict.Reasons))],
        outcome.FreedBytes,
        outcome.SpaceWaits,
        outcome.StoreBytes);

    private static void Print(PruneDocument document, long? limit)
    {
        var table = new TextTable("ID", "NAME", "CREATED", "VERDICT", "WHY");
        foreach (var row in document.Checkpoints)
            table.Add(
                row.Id,
                row.Name,
                row.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                row.Deleted ? "delete" : "keep",
                string.Join(", ", row.Reasons));
        table.Print();
        Console.Out.WriteLine(Summary(document));
        if (document.SpaceWaits)
            Console.Out.WriteLine("the store is in use: the rest of the space comes back when nobody reads or writes, with the next command");
        if (document.StoreBytes > limit)
            Console.Out.WriteLine($"that is more than {ByteSize.Format(limit.Value)}: nothing more may be deleted; the newest of each name stay: {Staying(document)}");
    }

    private static string Staying(PruneDocument document)
    {
        const int most = 3;
        var staying = document.Checkpoints.Where(one => !one.Deleted).ToList();
        var named = string.Join(", ", staying.Take(most).Select(one => one.Name.Length > 0 ? $"{one.Id} ({SafeText.OneLine(one.Name)})" : one.Id));
        return staying.Count > most ? $"{named} and {(staying.Count - most).ToString(CultureInfo.InvariantCulture)} more" : named;
    }

    private static string Summary(PruneDocument document)
    {
        var deleted = document.Checkpoints.Count(one => one.Deleted);
        var what = $"{deleted.ToString(CultureInfo.InvariantCulture)} of {Count.Of(document.Checkpoints.Count, "checkpoint")}";
        var freed = ByteSize.Format(document.FreedBytes);
        var left = ByteSize.Format(document.StoreBytes);
        return document.DryRun
            ? $"{what} would be deleted, {freed} freed; the store would take {left}"
            : $"{what} deleted, {freed} freed; the store takes {left}";
    }
}
