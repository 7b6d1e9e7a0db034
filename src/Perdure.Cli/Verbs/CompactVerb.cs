using System.CommandLine;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure compact.</summary>
internal sealed class CompactVerb : Verb
{
    /// <summary>Behind everything else that wants the processor.</summary>
    internal const string InBackground = "--background";

    private const int LowestPriority = 19;
    private readonly Flag _background = new(InBackground, "Give way to whatever else wants the processor (nice 19).");
    private readonly Argument<string?> _checkpoint = new("ID")
    {
        Description = "The checkpoint, by id, by the beginning of its id, or by name; all that wait for it if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal CompactVerb()
        : base("compact", "Compress checkpoints that were written uncompressed; most checkpoints have this done in the background by themselves.")
    {
        Add(_checkpoint);
        Add(_background);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        // Before the threads that do the work are made: each inherits it.
        if (request.Get(_background))
            _ = Scheduling.SetNice(new Tid(0), LowestPriority);
        using var store = request.OpenStore();
        var name = request.GetOptional(_checkpoint);
        var wanted = name is null ? store.ListDeferred() : [store.Find(name).Id];
        var compacted = new List<CompactedCheckpoint>();
        foreach (var id in wanted)
        {
            if (CompactOne(store, id, isNamed: name is not null) is { } one)
                compacted.Add(one);
        }

        request.Answer(new CompactDocument(compacted), DocumentJson.Readable.CompactDocument, Print, compacted.Count > 0 ? $"{Count.Of(compacted.Count, "checkpoint")} compressed" : "");
        return ExitCode.Ok;
    }

    /// <summary>Null if somebody else was quicker: the compaction in the background, or whoever deleted one that was not asked for by name.</summary>
    private static CompactedCheckpoint? CompactOne(ImageStore store, CheckpointId id, bool isNamed)
    {
        try
        {
            var before = store.Find(id.Value).StoredBytes;
            return new CompactedCheckpoint(id.Value, before, store.Compact(id).StoredBytes);
        }
        catch (PerdureException) when (!store.ListDeferred().Contains(id) && (!isNamed || store.Has(id)))
        {
            return null;
        }
    }

    private static void Print(CompactDocument document)
    {
        foreach (var one in document.Compacted)
            Console.Out.WriteLine($"{one.Id}: {ByteSize.Format(one.BytesBefore)} before, {ByteSize.Format(one.BytesNow)} now");
        if (document.Compacted.Count == 0)
            Console.Out.WriteLine("nothing waits to be compressed");
    }
}
