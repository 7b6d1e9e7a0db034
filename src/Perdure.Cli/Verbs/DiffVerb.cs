using Perdure.Checkpoints.Comparing;
using Perdure.Cli.Diff;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure diff.</summary>
internal sealed class DiffVerb : Verb
{
    private readonly CheckpointArgument _before = new("A", "The earlier checkpoint: its id, the beginning of its id, or its name (the newest of that name).");
    private readonly CheckpointArgument _after = new("B", "The later checkpoint, likewise.");

    internal DiffVerb()
        : base("diff", "Show what changed between two checkpoints: processes, threads, mappings, open files, memory, variables.")
    {
        Add(_before);
        Add(_after);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenUnlockedStore();
        using var before = store.OpenImage(store.Find(request.Get(_before)).Id);
        using var after = store.OpenImage(store.Find(request.Get(_after)).Id);
        var difference = CheckpointComparer.Compare(before, after);
        var document = new DiffDocument(ListVerb.Listed(before.Entry), ListVerb.Listed(after.Entry), difference.Processes, difference.Notes);
        request.Answer(document, DocumentJson.Readable.DiffDocument, DifferenceTables.Print);
        return ExitCode.Ok;
    }
}
