using Perdure.Elsewhere;
using Perdure.Elsewhere.Places;

namespace Perdure.Cli.Verbs;

/// <summary>perdure push.</summary>
internal sealed class PushVerb : CopyVerb
{
    internal PushVerb()
        : base("push", "Copy checkpoints to another place; only what lacks there travels.", "--to", "Where to")
    {
    }

    /// <inheritdoc/>
    protected override (ISource From, ITarget To) Open(Request request, PlaceAddress place, RemoteShell shell)
    {
        var own = request.OpenStore();
        try
        {
            return (new LocalPlace(own, own.Directory, owned: true), place.OpenTarget(own, shell));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }
}
