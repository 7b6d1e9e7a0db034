using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>The store that a request is about.</summary>
internal static class StoreOfRequest
{
    internal static ImageStore OpenStore(this Request request) => ImageStore.Open(request.StoreDirectory ?? ImageStore.DefaultDirectory);
}
