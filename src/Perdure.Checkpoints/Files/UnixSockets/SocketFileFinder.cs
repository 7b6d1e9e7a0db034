using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Finds the file of a socket's name: the name may be relative to a directory that only the process knows, and the file may be gone.</summary>
internal static class SocketFileFinder
{
    public static UnixSocketDescription WithSocketFile(UnixSocketDescription saved, FoundDescription found, UnixSocketEntry entry)
    {
        // Sockets that came out of accept(2) have the listener's name but no file of their own to be found by.
        if (UnixAddress.PathOf(saved.Address) is not { } name || entry.FileInode == 0 || saved.State is UnixSocketState.Connected && saved.SocketKind != 2)
            return saved;
        foreach (var candidate in Candidates(name, found))
        {
            var status = FileCalls.Status(candidate.Look);
            if (status.Ok && (uint)status.Value.Inode == entry.FileInode && status.Value.Device == entry.FileDevice)
            {
                return saved with
                {
                    SocketFile = candidate.Path,
                    SocketFileMode = status.Value.Permissions,
                    SocketFileUid = status.Value.Uid,
                    SocketFileGid = status.Value.Gid,
                };
            }
        }
        return saved;
    }

    private static IEnumerable<(string Look, string Path)> Candidates(string name, FoundDescription found)
    {
        if (name.StartsWith('/'))
        {
            yield return (MountView.RootOf(found.First.Process) + name, name);
            yield break;
        }
        foreach (var holder in found.Holders)
        {
            var directory = FileCalls.ReadLink($"/proc/{holder.Process}/cwd");
            if (directory.Ok)
                yield return ($"/proc/{holder.Process}/cwd/{name}", Path.Combine(directory.Value, name));
        }
    }
}
