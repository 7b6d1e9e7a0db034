using Perdure.Store;
using Perdure.Store.Sealing;

namespace Perdure.Cli.Verbs;

/// <summary>The store that a request is about.</summary>
internal static class StoreOfRequest
{
    /// <summary>Opens it, the key named or not: for what can be done without.</summary>
    /// <param name="request">The request.</param>
    /// <param name="adopt">The seal that it gets if it has no checkpoints yet (<see cref="ImageStore.Open"/>).</param>
    internal static ImageStore OpenStore(this Request request, ReadOnlyMemory<byte>? adopt = null) => Open(request.StoreDirectory ?? ImageStore.DefaultDirectory, request.KeyFile, adopt);

    /// <summary>Opens it to read or write checkpoints: if it is encrypted its key must be named.</summary>
    internal static ImageStore OpenUnlockedStore(this Request request) => OpenUnlocked(request.StoreDirectory ?? ImageStore.DefaultDirectory, request.KeyFile);

    /// <summary>The same for a store that somebody else named.</summary>
    internal static ImageStore OpenUnlocked(string directory, string? keyFile)
    {
        var store = Open(directory, keyFile);
        try
        {
            store.RequireKey();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static ImageStore Open(string directory, string? keyFile, ReadOnlyMemory<byte>? adopt = null)
    {
        // Those that we start (supervisors, servers of missing pages) are to find it as well.
        if (keyFile is not null)
            Environment.SetEnvironmentVariable(KeyFile.Variable, Path.GetFullPath(keyFile));
        return ImageStore.Open(directory, KeyFile.OfEnvironment(), adopt);
    }
}
