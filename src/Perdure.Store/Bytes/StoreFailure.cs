using Perdure.Kernel;

namespace Perdure.Store.Bytes;

/// <summary>The store's errors, in one voice: what, where, why, and what to do next.</summary>
internal static class StoreFailure
{
    /// <summary>The kernel refused something about a file.</summary>
    public static PerdureException Of(Errno error, string what, string path) =>
        new($"cannot {what} {path}: {error} ({error.Describe()})", Hint(error));

    /// <summary>A file of the store does not hold what it should.</summary>
    public static PerdureException Damaged(string what, string why) =>
        new($"{what} is damaged: {why}", "perdure verify ID names every damage of a checkpoint; take a new one if the program still runs");

    /// <summary>What to do about an error of the kernel; empty if there is nothing to say.</summary>
    public static string Hint(Errno error) => error switch
    {
        Errno.ENOSPC or Errno.EDQUOT => "free some space (perdure delete ID, or perdure prune), or choose another store with --store DIR",
        Errno.EACCES or Errno.EPERM or Errno.EROFS => "choose a store that you may write to, with --store DIR or PERDURE_STORE",
        Errno.EIO => "the disk failed; look into the kernel's log (dmesg)",
        Errno.EMFILE or Errno.ENFILE => "raise the limit of open files (ulimit -n)",
        _ => "",
    };
}
