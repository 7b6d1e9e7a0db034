using Perdure.Checkpoints.Verifying;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure verify.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly CheckpointArgument _checkpoint = new();

    internal VerifyVerb()
        : base("verify", "Read a checkpoint whole and check every checksum and every rule.") => Add(_checkpoint);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        var id = store.Find(request.Get(_checkpoint)).Id;
        var problems = CheckpointVerifier.Verify(store, id);
        if (problems.Count > 0 && store.List().All(entry => entry.Id != id))
            throw new PerdureException($"checkpoint {id} was deleted while it was verified", "perdure list shows those that are there");
        request.Answer(new VerifyDocument(id.Value, problems.Count == 0, problems), DocumentJson.Readable.VerifyDocument, Print);
        return problems.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Print(VerifyDocument document)
    {
        Console.Out.WriteLine(document.Ok ? $"{document.Id}: good" : $"{document.Id}: damaged");
        foreach (var problem in document.Problems)
            Console.Out.WriteLine($"  {SafeText.OneLine(problem)}");
    }
}
