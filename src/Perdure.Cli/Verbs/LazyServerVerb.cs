using System.CommandLine;
using Perdure.Checkpoints.Lazy;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure lazy-server: the process that a lazy restore leaves behind. Not for users, so help does not show it.</summary>
internal sealed class LazyServerVerb : Verb
{
    private readonly Argument<int> _channel = new("CHANNEL") { Description = "A socket to the restore." };
    private readonly Argument<string> _directory = new("DIRECTORY") { Description = "The store." };
    private readonly Argument<string> _stem = new("STEM") { Description = "The image's file in it." };
    private readonly Argument<string> _id = new("ID") { Description = "The checkpoint." };

    internal LazyServerVerb()
        : base(LazyServerEntry.Verb, "Serve the pages of a lazily restored program.")
    {
        Hidden = true;
        Add(_channel);
        Add(_directory);
        Add(_stem);
        Add(_id);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        LazyServerEntry.Run(request.Get(_channel), new ImagePlace(request.Get(_directory), request.Get(_stem), request.Get(_id)));
        return ExitCode.Ok;
    }
}
