using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>Whether a failure is one of space, whichever file of the store it met: images and the catalog tell it with the same hint.</summary>
public static class StoreSpace
{
    /// <summary>Whether the disk, or the user's share of it, is full.</summary>
    public static bool IsLacking(PerdureException failure) => failure.Hint == StoreFailure.Hint(Errno.ENOSPC);
}
