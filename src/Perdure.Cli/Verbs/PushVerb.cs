using Perdure.Elsewhere;
using Perdure.Elsewhere.Places;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure push.</summary>
internal sealed class PushVerb : CopyVerb
{
    internal PushVerb()
        : base("push", "Copy checkpoints to another place; only what lacks there travels.", "--to", "Where to")
    {
    }

    /// <inheritdoc/>
    protected override (ISource From, ITarget To) Open(ImageStore own, PlaceAddress place, RemoteShell shell) => (new LocalPlace(own, own.Directory), place.OpenTarget(own, shell));
}
