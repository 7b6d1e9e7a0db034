using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Isolation;

/// <summary>The settings of the kernel in /proc belong to the whole machine, in whatever namespaces they are written.</summary>
internal static class KernelSettings
{
    private const string Proc = "/proc";
    private static readonly string[] Places = ["sys", "sysrq-trigger", "irq", "bus", "acpi"];

    /// <summary>Makes them read-only for all that share the mounts of the calling thread. What this kernel does not have needs no protection.</summary>
    /// <param name="proc">Where the file system is mounted.</param>
    public static void Protect(string proc = Proc)
    {
        foreach (var place in Places.Select(name => $"{proc}/{name}"))
        {
            if (MountCalls.Mount(place, place, "", MountFlags.MS_BIND).Ok)
                MountCalls.Mount("none", place, "", MountFlags.MS_REMOUNT | MountFlags.MS_BIND | MountFlags.MS_RDONLY | MountFlags.MS_NOSUID | MountFlags.MS_NODEV | MountFlags.MS_NOEXEC)
                    .OrThrow($"protect {place} from a trial");
        }
    }
}
