using System.CommandLine;
using Perdure.Elsewhere;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure elsewhere-server: the other end of `push` and `pull` over ssh, on standard input and output. Not for users, so help does not show it.</summary>
internal sealed class ElsewhereServerVerb : Verb
{
    private readonly Argument<string> _directory = new("DIRECTORY") { Description = "The store." };

    internal ElsewhereServerVerb()
        : base(RemoteShell.ServerVerb, "Serve the checkpoints of a store to a perdure elsewhere.")
    {
        Hidden = true;
        Add(_directory);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        RemoteShell.Serve(request.Get(_directory));
        return ExitCode.Ok;
    }
}
