using System.CommandLine;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure compact.</summary>
internal sealed class CompactVerb : Verb
{
    private readonly Argument<string?> _checkpoint = new("ID")
    {
        Description = "The checkpoint, by id, by the beginning of its id, or by name; all that wait for it if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal CompactVerb()
        : base("compact", "Compress checkpoints that were written uncompressed; a large checkpoint has this done in the background by itself.") => Add(_checkpoint);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        var wanted = request.GetOptional(_checkpoint) is { } name ? [store.Find(name).Id] : store.ListDeferred();
        var compacted = new List<CompactedCheckpoint>();
        foreach (var id in wanted)
        {
            var before = store.Find(id.Value).StoredBytes;
            compacted.Add(new CompactedCheckpoint(id.Value, before, store.Compact(id).StoredBytes));
        }

        request.Answer(new CompactDocument(compacted), DocumentJson.Readable.CompactDocument, Print, compacted.Count > 0 ? $"{Count.Of(compacted.Count, "checkpoint")} compressed" : "");
        return ExitCode.Ok;
    }

    private static void Print(CompactDocument document)
    {
        foreach (var one in document.Compacted)
            Console.Out.WriteLine($"{one.Id}: {ByteSize.Format(one.BytesBefore)} before, {ByteSize.Format(one.BytesNow)} now");
        if (document.Compacted.Count == 0)
            Console.Out.WriteLine("nothing waits to be compressed");
    }
}
