using System.Text.Json;
using Perdure.Checkpoints;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure failure-points: the names that PERDURE_FAIL_AT takes, as a JSON array. For perdure's own tests, so help does not show it.</summary>
internal sealed class FailurePointsVerb : Verb
{
    private readonly Flag _restore = new("--restore", "Those of a restore instead of those of a checkpoint.");

    internal FailurePointsVerb()
        : base("failure-points", "List the points at which PERDURE_FAIL_AT can make perdure fail.")
    {
        Hidden = true;
        Add(_restore);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var names = request.Get(_restore) ? FailurePointNames.Restore : FailurePointNames.Checkpoint;
        Console.Out.WriteLine(JsonSerializer.Serialize(names, DocumentJson.Readable.IReadOnlyListString));
        return ExitCode.Ok;
    }
}
