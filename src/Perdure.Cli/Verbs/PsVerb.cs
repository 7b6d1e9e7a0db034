using Perdure.Cli.Documents;
using Perdure.Kernel;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure ps.</summary>
internal sealed class PsVerb() : Verb("ps", "List the programs that are supervised.")
{
    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        request.Answer(new ProgramsDocument(ControlClient.All(), AbandonedPrograms.In(request)), DocumentJson.Readable.ProgramsDocument, ProgramTable.Print);
        return ExitCode.Ok;
    }
}
