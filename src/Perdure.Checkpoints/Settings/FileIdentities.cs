using Perdure.Checkpoints.Image;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Settings;

/// <summary>Describes files so that a restore can tell whether they are still the same.</summary>
internal static class FileIdentities
{
    /// <summary>Describes the file at <paramref name="door"/> (a way to it that works even when it was deleted).</summary>
    /// <param name="door">A path of /proc that leads to the file.</param>
    /// <param name="name">Its name, as the link says.</param>
    public static FileIdentity Of(string door, LinkTarget name)
    {
        var info = new FileInfo(door);
        var target = info.ResolveLinkTarget(returnFinalTarget: false) is { Exists: true } && !name.Deleted ? new FileInfo(name.Path) : info;
        var known = target.Exists;
        return new FileIdentity(
            name.Path, name.Deleted, 0, 0,
            known ? target.Length : 0,
            known ? (target.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100 : 0,
            known ? BuildIds.Read(target.FullName) : null);
    }
}
