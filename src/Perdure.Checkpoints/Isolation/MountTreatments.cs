using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Isolation;

/// <summary>Chooses what becomes of a mount in a room. docs/15-bisect.md has the reasons.</summary>
internal static class MountTreatments
{
    /// <summary>What the kernel makes up: no overlay need lie on it, for nobody can make a socket, a fifo or a device there.</summary>
    private static readonly HashSet<string> MadeUp =
    [
        "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "efivarfs", "fusectl", "binfmt_misc", "selinuxfs", "nsfs", "resctrl",
    ];

    /// <summary>There things can lie that lead to the machine, and what is written to an overlay of it would be of another kind than what the program had.</summary>
    private static readonly HashSet<string> OfDaemons = ["hugetlbfs", "rpc_pipefs", "devtmpfs"];

    /// <summary>The choice.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="kind">What is mounted: a directory, or a single file of some kind (S_IFMT).</param>
    public static MountTreatment Of(MountEntry mount, uint kind) => mount switch
    {
        // To write to a socket or a fifo takes no mount that can be written to.
        _ when kind is not (FileTypes.S_IFDIR or FileTypes.S_IFREG) => MountTreatment.Drop,
        _ when mount.MountPoint.StartsWith("/proc/", StringComparison.Ordinal) => MountTreatment.Drop,
        // One in a directory that is somebody's root leads out of the room as well as /proc: /proc/PID/root.
        { FileSystem: "proc", Root: "/" } or { FileSystem: "sysfs", MountPoint: "/sys" } => MountTreatment.Fresh,
        { FileSystem: "proc" } => MountTreatment.Drop,
        { FileSystem: "devpts" or "mqueue" } => MountTreatment.Fresh,
        { MountPoint: "/dev" } => MountTreatment.Devices,
        _ when kind != FileTypes.S_IFDIR || MadeUp.Contains(mount.FileSystem) => MountTreatment.Bound,
        _ when OfDaemons.Contains(mount.FileSystem) || IsReadOnly(mount) => MountTreatment.ReadOnly,
        _ => MountTreatment.Overlay,
    };

    private static bool IsReadOnly(MountEntry mount) => Has(mount.Options, "ro") || Has(mount.SuperOptions, "ro");

    private static bool Has(string options, string word) => options.Split(',').Contains(word);
}
