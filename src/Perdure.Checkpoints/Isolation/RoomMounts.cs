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
    private readonly string _root = staging + "/root";
    private readonly List<string> _notes = [];
    private int _overlays;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Builds it all.</summary>
    public void Build(IReadOnlyList<MountEntry> mounts)
    {
        MountCalls.Mount("none", "/", "", MountFlags.MS_REC | MountFlags.MS_PRIVATE).OrThrow("part the mounts of a trial from the machine's");
        MountCalls.Mount("perdure", staging, "tmpfs", MountFlags.MS_NOSUID, $"mode=0700,size={memoryBytes}").OrThrow($"mount a tmpfs on {staging}");
        MakeDirectory(_root, 0x1ed);
        foreach (var mount in mounts)
            Add(mount);
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
        var number = ++_overlays;
        var (lower, upper, work) = ($"{staging}/lower{number}", $"{staging}/upper{number}", $"{staging}/work{number}");
        MakeDirectory(lower, 0x1c0);
        MakeDirectory(work, 0x1c0);
        // The root of an overlay looks as the upper layer's does.
        MakeDirectory(upper, status.Permissions);
        FileChangeCalls.SetOwner(upper, status.Uid, status.Gid).OrThrow($"give {upper} its owner");
        FileChangeCalls.SetMode(upper, status.Permissions).OrThrow($"give {upper} its permissions");
        var target = Inside(mount.MountPoint);
        _ = FileChangeCalls.MakeDirectory(target, 0x1ed);
        var made = MountCalls.Mount(mount.MountPoint, lower, "", MountFlags.MS_BIND);
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
        _notes.Add($"{mount.MountPoint} ({mount.FileSystem}) can only be read in a trial: no overlay can lie on it ({made.Error})");
        AddReadOnly(mount);
    }

    private void AddReadOnly(MountEntry mount)
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
    }

    private string Inside(string point) => point == "/" ? _root : _root + point;

    private static void MakeDirectory(string path, uint mode) => FileChangeCalls.MakeDirectory(path, mode).OrThrow($"make the directory {path}");

    private static MountFlags FlagsOf(MountEntry mount)
    {
        var options = mount.Options.Split(',');
        return (options.Contains("nosuid") ? MountFlags.MS_NOSUID : 0)
            | (options.Contains("nodev") ? MountFlags.MS_NODEV : 0)
            | (options.Contains("noexec") ? MountFlags.MS_NOEXEC : 0);
    }
}
