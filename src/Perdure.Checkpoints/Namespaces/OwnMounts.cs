using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>Compares the mounts of a process with perdure's.</summary>
internal static class OwnMounts
{
    private const string Proc = "/proc";

    /// <summary>Whether a process in a mount namespace of its own sees the same files as perdure, but for a /proc of its own: so are programs restored with --pid new.</summary>
    public static bool DifferOnlyInProc(Pid pid) =>
        ProcMountInfo.Read(OneThatSeesAll(pid)) is { Ok: true, Value: var theirs }
        && ProcMountInfo.Read(Pid.Self) is { Ok: true, Value: var own }
        && Seen(theirs).SetEquals(Seen(own));

    /// <summary>A process with another root directory sees fewer mounts; the nearest ancestor without one sees all of the namespace.</summary>
    private static Pid OneThatSeesAll(Pid pid)
    {
        var mounts = NamespaceSet.Read(pid).Or(new NamespaceSet()).Mount;
        for (var at = pid; at.Value > 0; at = ProcStat.Read(at) is { Ok: true, Value.Parent: var parent } ? parent : new Pid(0))
        {
            if (NamespaceSet.Read(at) is not { Ok: true, Value.Mount: var same } || same != mounts)
                break;
            if (ProcLinks.Root(at) is { Ok: true, Value.Path: "/" })
                return at;
        }

        return pid;
    }

    private static HashSet<(uint Major, uint Minor, string Root, string Point)> Seen(IReadOnlyList<MountEntry> mounts) =>
        [.. mounts.Where(mount => !IsProc(mount)).Select(mount => (mount.DevMajor, mount.DevMinor, mount.Root, mount.MountPoint))];

    private static bool IsProc(MountEntry mount) => mount.MountPoint == Proc || mount.MountPoint.StartsWith(Proc + "/", StringComparison.Ordinal);
}
