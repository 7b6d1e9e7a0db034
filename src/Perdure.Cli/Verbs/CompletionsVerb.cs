using System.CommandLine;
using Perdure.Cli.Completion;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure completions.</summary>
internal sealed class CompletionsVerb : Verb
{
    private readonly Argument<string> _shell = new("SHELL") { HelpName = "SHELL", Description = "bash, zsh or fish." };

    internal CompletionsVerb()
        : base("completions", "Print the completion script of a shell.")
    {
        _shell.AcceptOnlyFromAmong([.. ShellScript.Shells]);
        Add(_shell);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var document = new TextDocument(ShellScript.For(request.Get(_shell)));
        request.Answer(document, DocumentJson.Readable.TextDocument, script => Console.Out.Write(script.Text));
        return ExitCode.Ok;
    }
}
