using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Isolation;

/// <summary>
/// Builds the files of a room beside those of the machine, in a mount namespace of its own, and then makes them its root. Whatever can be written to is
/// an overlay whose upper layer lies in one tmpfs. Precondition of every member: the calling thread has that namespace, and nobody else.
/// </summary>
/// <param name="staging">A directory of which the machine's content is not needed meanwhile.</param>
/// <param name="memoryBytes">How much may be written.</param>
internal sealed class RoomMounts(string staging, long memoryBytes)
{
    private const string Devices = "/dev";
    private readonly string _root = staging + "/root";
    private readonly List<string> _notes = [];
    private int _overlays;

    /// <summary>An empty directory: an overlay that can only be read needs a second layer.</summary>
    private string Nothing => staging + "/nothing";

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Builds it all.</summary>
    public void Build(IReadOnlyList<MountEntry> mounts)
    {
        MountCalls.Mount("none", "/", "", MountFlags.MS_REC | MountFlags.MS_PRIVATE).OrThrow("part the mounts of a trial from the machine's");
        MountCalls.Mount("perdure", staging, "tmpfs", MountFlags.MS_NOSUID, $"mode=0700,size={memoryBytes}").OrThrow($"mount a tmpfs on {staging}");
        MakeDirectory(_root, 0x1ed);
        MakeDirectory(Nothing, 0x1ed);
        foreach (var mount in mounts)
        {
            Add(mount);
            // Devices that lie in the root file system itself can't be used through an overlay of it.
            if (mount.MountPoint == "/" && !mounts.Any(other => other.MountPoint == Devices) && FileCalls.Status(Inside(Devices)).Ok)
                new RoomDevices(Inside(Devices)).Make();
        }
    }

    /// <summary>The room becomes all that there is.</summary>
    public void MoveIn(string workingDirectory)
    {
        ThreadPlace.SetWorkingDirectory(_root).OrThrow("go to the files of a trial");
        MountCalls.PivotHere().OrThrow("make the files of a trial its root", "perdure can't do that on an initial ramdisk");
        // Not even a handle leads back: no mount of the machine's file systems is left by which one could be opened.
        MountCalls.Detach(".").OrThrow("let go of the machine's files");
        ThreadPlace.SetWorkingDirectory("/").OrThrow("go to the files of a trial");
        ThreadPlace.SetWorkingDirectory(workingDirectory).OrThrow($"go to {workingDirectory} in a trial", "go to another directory, then try again");
    }

    private void Add(MountEntry mount)
    {
        // To look at a mount that is made on demand would make it.
        if (mount.FileSystem == "autofs")
            return;
        var status = FileCalls.Status(mount.MountPoint);
        var treatment = status.Ok ? MountTreatments.Of(mount, status.Value.Kind) : MountTreatment.Drop;
        switch (treatment)
        {
            case MountTreatment.Overlay:
                AddOverlay(mount, status.Value);
                break;
            case MountTreatment.ReadOnly:
                AddReadOnly(mount);
                break;
            case MountTreatment.Bound:
                AddBound(mount);
                break;
            case MountTreatment.Fresh:
                AddFresh(mount);
                break;
            case MountTreatment.Devices:
                new RoomDevices(Inside(mount.MountPoint)).Make();
                break;
            default:
                break;
        }
    }

    private void AddOverlay(MountEntry mount, FileStatus status)
    {
        var (lower, made) = AddLower(mount);
        var (upper, work) = ($"{staging}/upper{_overlays}", $"{staging}/work{_overlays}");
        MakeDirectory(work, 0x1c0);
        // The root of an overlay looks as the upper layer's does.
        MakeDirectory(upper, status.Permissions);
        FileChangeCalls.SetOwner(upper, status.Uid, status.Gid).OrThrow($"give {upper} its owner");
        FileChangeCalls.SetMode(upper, status.Permissions).OrThrow($"give {upper} its permissions");
        var target = Inside(mount.MountPoint);
        _ = FileChangeCalls.MakeDirectory(target, 0x1ed);
        // With inode numbers of the lower layer, as the checkpoint has them.
        var options = $"lowerdir={lower},upperdir={upper},workdir={work},xino=off";
        if (made.Ok)
            made = MountCalls.Mount("perdure", target, "overlay", FlagsOf(mount), options + ",redirect_dir=on");
        if (made.Error == Errno.EINVAL)
            made = MountCalls.Mount("perdure", target, "overlay", FlagsOf(mount), options);
        if (made.Ok)
            return;
        if (mount.MountPoint == "/")
            made.OrThrow("lay an overlay over /", "perdure bisect needs overlayfs (CONFIG_OVERLAY_FS), and a root file system that it can lie on");
        if (AddReadOnly(mount))
            _notes.Add($"{mount.MountPoint} ({mount.FileSystem}) can only be read in a trial: no overlay can lie on it that takes writes ({made.Error})");
    }

    /// <summary>An overlay without an upper layer. Its sockets, fifos and devices are inodes of its own; those of a bind would be the machine's, and to connect is not to write.</summary>
    private bool AddReadOnly(MountEntry mount)
    {
        var (lower, made) = AddLower(mount);
        var target = Inside(mount.MountPoint);
        _ = FileChangeCalls.MakeDirectory(target, 0x1ed);
        if (made.Ok)
            made = MountCalls.Mount("perdure", target, "overlay", MountFlags.MS_RDONLY | FlagsOf(mount), $"lowerdir={lower}:{Nothing},xino=off");
        if (!made.Ok)
            _notes.Add($"{mount.MountPoint} ({mount.FileSystem}) is not there in a trial: no overlay can lie on it ({made.Error}), and its sockets and fifos would lead out");
        return made.Ok;
    }

    private (string Lower, KernelResult<int> Made) AddLower(MountEntry mount)
    {
        var lower = $"{staging}/lower{++_overlays}";
        MakeDirectory(lower, 0x1c0);
        return (lower, MountCalls.Mount(mount.MountPoint, lower, "", MountFlags.MS_BIND));
    }

    private void AddBound(MountEntry mount)
    {
        var target = Inside(mount.MountPoint);
        _ = FileChangeCalls.MakeDirectory(target, 0x1ed);
        if (!MountCalls.Mount(mount.MountPoint, target, "", MountFlags.MS_BIND).Ok)
            return;
        var done = MountCalls.Mount("none", target, "", MountFlags.MS_REMOUNT | MountFlags.MS_BIND | MountFlags.MS_RDONLY | FlagsOf(mount));
        if (done.Ok)
            return;
        MountCalls.Detach(target).OrThrow($"take {mount.MountPoint} out of a trial, in which it can't be protected from being written to ({done.Error})");
    }

    private void AddFresh(MountEntry mount)
    {
        const MountFlags harmless = MountFlags.MS_NOSUID | MountFlags.MS_NODEV | MountFlags.MS_NOEXEC;
        var target = Inside(mount.MountPoint);
        _ = FileChangeCalls.MakeDirectory(target, 0x1ed);
        var (flags, data) = mount.FileSystem switch
        {
            "sysfs" => (harmless | MountFlags.MS_RDONLY, ""),
            "devpts" => (MountFlags.MS_NOSUID | MountFlags.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"),
            _ => (harmless, ""),
        };
        MountCalls.Mount(mount.FileSystem, target, mount.FileSystem, flags, data).OrThrow($"mount a {mount.FileSystem} for a trial on {mount.MountPoint}");
        // That of /proc comes later: a restore has to write there.
        if (mount is { FileSystem: "proc", MountPoint: not "/proc" })
            KernelSettings.Protect(target);
    }

    private string Inside(string point) => point == "/" ? _root : _root + point;

    private static void MakeDirectory(string path, uint mode) => FileChangeCalls.MakeDirectory(path, mode).OrThrow($"make the directory {path}");

    /// <summary>Devices are there in /dev alone: a device node is the machine's device wherever it lies.</summary>
    private static MountFlags FlagsOf(MountEntry mount)
    {
        var options = mount.Options.Split(',');
        return MountFlags.MS_NODEV | (options.Contains("nosuid") ? MountFlags.MS_NOSUID : 0) | (options.Contains("noexec") ? MountFlags.MS_NOEXEC : 0);
    }
}
