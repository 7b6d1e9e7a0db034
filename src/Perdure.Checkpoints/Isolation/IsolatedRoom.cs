using Perdure.Checkpoints.Lazy;
using Perdure.Checkpoints.Restoring;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Store;

namespace Perdure.Checkpoints.Isolation;

/// <summary>
/// A place in which a program can be restored and asked without touching anything of the machine: own files, network, IPC, host name. It is that of the
/// calling process, which is the first one of a pid namespace; with it everything ends. docs/15-bisect.md has the whole.
/// </summary>
public static class IsolatedRoom
{
    private static readonly string[] Stagings = ["/mnt", "/media", "/srv", "/opt", "/boot", "/home", "/var"];

    /// <summary>
    /// Moves the calling thread into a new room. The other threads of the process stay outside, so what follows is exec, which leaves the calling thread alone.
    /// </summary>
    /// <param name="workingDirectory">Where the thread is to be afterwards.</param>
    /// <param name="memoryBytes">How many bytes may be written in it.</param>
    /// <returns>What the user should know.</returns>
    public static IReadOnlyList<string> Enter(string workingDirectory, long memoryBytes)
    {
        var mounts = VisibleMounts.Of(ProcMountInfo.ReadOwn().OrThrow("read the mounts of the machine"));
        var staging = Stagings.FirstOrDefault(directory => Directory.Exists(directory) && !mounts.Any(mount => IsWithin(mount.MountPoint, directory)))
            ?? throw new PerdureException(
                $"a trial is built on a directory in which nothing is mounted, and of {string.Join(", ", Stagings)} none is so", "make /srv, an empty directory", ExitCode.Unsupported);
        const CloneFlags kinds = CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWNET | CloneFlags.CLONE_NEWIPC | CloneFlags.CLONE_NEWUTS;
        NamespaceCalls.Unshare(kinds).OrThrow("make the namespaces of a trial", "root (CAP_SYS_ADMIN) and a kernel with namespaces for mounts, network, IPC and host name are needed");
        var room = new RoomMounts(staging, memoryBytes);
        room.Build(mounts);
        room.MoveIn(workingDirectory);
        return room.Notes;
    }

    /// <summary>Restores a program in the room that the process is in, with the pids that it had.</summary>
    /// <param name="image">The checkpoint, by its path in the room, which is that outside.</param>
    public static RestoreOutcome Restore(ImagePlace image)
    {
        using (var reader = ImageStore.ReopenImage(image.Directory, image.Stem, new CheckpointId(image.Id)))
            RoomNetwork.SetUp(Inventory.Read(reader).Files);
        return ProgramRestorer.Restore(image, new RestoreOptions { Pids = PidChoice.New, Files = Files.ChangedFiles.RestoreWhatIsKnown, Lazy = true }, null);
    }

    private static bool IsWithin(string path, string directory) => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
