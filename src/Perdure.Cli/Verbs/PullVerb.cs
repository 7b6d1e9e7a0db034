using Perdure.Elsewhere;
using Perdure.Elsewhere.Places;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure pull.</summary>
internal sealed class PullVerb : CopyVerb
{
    internal PullVerb()
        : base("pull", "Copy checkpoints from another place; only what lacks here travels.", "--from", "Where from")
    {
    }

    /// <inheritdoc/>
    protected override (ISource From, ITarget To) Open(ImageStore own, PlaceAddress place, RemoteShell shell) => (place.OpenSource(own, shell), new LocalPlace(own, own.Directory));
}
