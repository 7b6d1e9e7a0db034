namespace Perdure.Kernel.Procfs;

/// <summary>Where a link of /proc points.</summary>
/// <param name="Path">The path as this process's root shows it, without the mark of a deleted file.</param>
/// <param name="Deleted">Whether the file has no name any more.</param>
public readonly record struct LinkTarget(string Path, bool Deleted)
{
    private const string Mark = " (deleted)";

    /// <summary>Splits off the kernel's mark. A live file may have a name that ends like it; then the caller's look at the inode decides.</summary>
    public static LinkTarget Parse(string target) =>
        target.EndsWith(Mark, StringComparison.Ordinal) ? new(target[..^Mark.Length], true) : new(target, false);
}
