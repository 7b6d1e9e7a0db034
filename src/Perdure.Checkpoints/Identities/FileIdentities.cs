using Perdure.Checkpoints.Image;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Identities;

/// <summary>Describes files so that a restore can tell whether they are still the same.</summary>
internal static class FileIdentities
{
    /// <summary>Whether two descriptions are of the same content: by build id, else by size, time and the lack of one.</summary>
    public static bool AreSame(FileIdentity left, FileIdentity right) =>
        left.BuildId == right.BuildId && (left.BuildId is not null || (left.Size == right.Size && left.ModifiedNanoseconds == right.ModifiedNanoseconds));

    /// <summary>Describes the file at <paramref name="door"/> (a way to it that works even when it was deleted).</summary>
    /// <param name="door">A path that leads to the file, perhaps one of /proc.</param>
    /// <param name="name">Its name, as the link says.</param>
    public static FileIdentity Of(string door, LinkTarget name)
    {
        var status = FileCalls.Status(door);
        return status is { Ok: true, Value: var file }
            ? new FileIdentity(name.Path, name.Deleted, file.Device, file.Inode, file.Size, file.ModifiedNanoseconds, BuildIds.Read(door))
            : new FileIdentity(name.Path, name.Deleted, 0, 0, 0, 0, null);
    }
}
