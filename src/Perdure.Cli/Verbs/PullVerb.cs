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
    /// <remarks>The place first: a store that has to be made here becomes as that one is, encrypted or not.</remarks>
    protected override (ISource From, ITarget To) Open(Request request, PlaceAddress place, RemoteShell shell)
    {
        ImageStore? own = null;
        try
        {
            var source = place.OpenSource(seal => own = request.OpenStore(seal), shell);
            return (source, new LocalPlace(own!, own!.Directory, owned: true));
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }
}
