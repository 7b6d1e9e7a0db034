using Perdure.Cli.Documents;
using Perdure.Cli.Reference;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure reference: prints docs/cli-reference.md. For those who work on perdure, so help does not show it.</summary>
internal sealed class ReferenceVerb : Verb
{
    internal ReferenceVerb()
        : base("reference", "Print the reference of all verbs as Markdown.") => Hidden = true;

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var document = new TextDocument(ReferencePage.Of(request.Root));
        request.Answer(document, DocumentJson.Readable.TextDocument, page => Console.Out.Write(page.Text));
        return ExitCode.Ok;
    }
}
