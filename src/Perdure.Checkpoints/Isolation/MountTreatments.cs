using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Isolation;

/// <summary>Chooses what becomes of a mount in a room. docs/15-bisect.md has the reasons.</summary>
internal static class MountTreatments
{
    /// <summary>What the kernel makes up, or what belongs to a daemon: no overlay can lie on it.</summary>
    private static readonly HashSet<string> MadeUp =
    [
        "sysfs", "proc", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "efivarfs", "fusectl",
        "hugetlbfs", "binfmt_misc", "rpc_pipefs", "selinuxfs", "devtmpfs", "nsfs", "resctrl",
    ];

    /// <summary>The choice.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="kind">What is mounted: a directory, or a single file of some kind (S_IFMT).</param>
    public static MountTreatment Of(MountEntry mount, uint kind) => mount switch
    {
        // To write to a socket or a fifo takes no mount that can be written to.
        _ when kind is not (FileTypes.S_IFDIR or FileTypes.S_IFREG) => MountTreatment.Drop,
        { FileSystem: "proc", MountPoint: "/proc" } or { FileSystem: "sysfs", MountPoint: "/sys" } => MountTreatment.Fresh,
        { FileSystem: "devpts" or "mqueue" } => MountTreatment.Fresh,
        { MountPoint: "/dev" } => MountTreatment.Devices,
        _ when mount.MountPoint.StartsWith("/proc/", StringComparison.Ordinal) => MountTreatment.Drop,
        _ when kind != FileTypes.S_IFDIR || MadeUp.Contains(mount.FileSystem) || IsReadOnly(mount) => MountTreatment.ReadOnly,
        _ => MountTreatment.Overlay,
    };

    private static bool IsReadOnly(MountEntry mount) => Has(mount.Options, "ro") || Has(mount.SuperOptions, "ro");

    private static bool Has(string options, string word) => options.Split(',').Contains(word);
}
