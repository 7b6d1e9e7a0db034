using Perdure.Checkpoints.Files;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
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
        var id = store.Find(request.Get(_checkpoint)).Id;
        store.Delete(id);
        ConnectionHold.Release(id);
        request.Answer(new DeleteDocument(id.Value), DocumentJson.Readable.DeleteDocument, gone => Console.Out.WriteLine($"deleted {gone.Id}"), $"the checkpoint {id.Value} was deleted");
        return ExitCode.Ok;
    }
}
