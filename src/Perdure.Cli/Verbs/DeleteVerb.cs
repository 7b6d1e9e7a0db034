using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure delete.</summary>
internal sealed class DeleteVerb : Verb
{
    private readonly CheckpointArgument _checkpoint = new();

    internal DeleteVerb()
        : base("delete", "Delete a checkpoint; what other checkpoints share stays.") => Add(_checkpoint);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        var entry = store.Find(request.Get(_checkpoint));
        store.Delete(entry.Id);
        var document = new DeleteDocument(entry.Id.Value, entry.UniqueBytes);
        request.Answer(document, DocumentJson.Readable.DeleteDocument, gone => Console.Out.WriteLine($"deleted {gone.Id}, {ByteSize.Format(gone.FreedBytes)} freed"));
        return ExitCode.Ok;
    }
}
