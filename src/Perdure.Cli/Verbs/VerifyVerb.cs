using Perdure.Checkpoints.Restoring;
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
    private readonly Flag _here = new("--here", "Also say what a restore would lack on this machine: kernel, processor, programs, libraries, open files.");

    internal VerifyVerb()
        : base("verify", "Read a checkpoint whole and check every checksum and every rule.")
    {
        Add(_checkpoint);
        Add(_here);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var here = request.Get(_here);
        using var store = here ? request.OpenUnlockedStore() : request.OpenStore();
        var id = store.Find(request.Get(_checkpoint)).Id;
        var problems = CheckpointVerifier.Verify(store, id);
        if (problems.Count > 0 && !store.Has(id))
            throw new PerdureException($"checkpoint {id} was deleted while it was verified", "perdure list shows those that are there");
        var lacks = here && problems.Count == 0 ? ProgramRestorer.Lacks(store, id) : null;
        var ok = problems.Count == 0 && (lacks is null || lacks.Count == 0);
        request.Answer(new VerifyDocument(id.Value, ok, problems, store.IsLocked, lacks), DocumentJson.Readable.VerifyDocument, Print);
        return ok ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Print(VerifyDocument document)
    {
        Console.Out.WriteLine($"{document.Id}: {(document.Problems.Count > 0 ? "damaged" : document.ChecksumsOnly ? "checksums are good; it is encrypted, and with --key-file everything is checked" : "good")}");
        foreach (var problem in document.Problems)
            Console.Out.WriteLine($"  {SafeText.OneLine(problem)}");
        if (document.Lacks is { Count: 0 })
            Console.Out.WriteLine("nothing lacks here");
        foreach (var lack in document.Lacks ?? [])
            Console.Out.WriteLine($"  lacks here: {SafeText.OneLine(lack)}");
    }
}
