using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Isolation;

/// <summary>Of all mounts those that a path leads to: what lies beneath another mount is in the table as well.</summary>
internal static class VisibleMounts
{
    private const string Root = "/";

    /// <summary>The visible ones, each behind the one that it is mounted on.</summary>
    public static IReadOnlyList<MountEntry> Of(IReadOnlyList<MountEntry> table)
    {
        var ids = table.Select(mount => mount.MountId).ToHashSet();
        var children = table.ToLookup(mount => mount.ParentId);
        var visible = new List<MountEntry>();
        if (table.FirstOrDefault(mount => mount.MountPoint == Root && (mount.ParentId == mount.MountId || !ids.Contains(mount.ParentId))) is { } root)
            Add(root);
        return visible;

        void Add(MountEntry mount)
        {
            var onIt = children[mount.MountId].Where(child => child.MountId != mount.MountId).ToList();
            if (onIt.Find(child => child.MountPoint == mount.MountPoint) is { } cover)
            {
                Add(cover);
                return;
            }

            visible.Add(mount);
            // One that was mounted later, at a directory above another's, hides it.
            foreach (var child in onIt.Where(child => !onIt.Exists(other => child.MountPoint.StartsWith(other.MountPoint + "/", StringComparison.Ordinal))))
                Add(child);
        }
    }
}
