using System.Globalization;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Identities;

/// <summary>
/// The identities of the files of one program, each found once. A JVM maps a hundred files and a cluster of servers maps the same ones in
/// each process, so they are looked at while the program runs, and in the pause only what is new. One thread at a time.
/// </summary>
internal sealed class FileIdentityCache
{
    private readonly Dictionary<(string Path, ulong Inode), FileIdentity> _known = [];

    /// <summary>Looks at the files of mappings, so that <see cref="Of(Pid, MapEntry)"/> is quick later.</summary>
    public void Learn(Pid pid, IReadOnlyList<MapEntry> maps)
    {
        foreach (var map in maps)
        {
            if (map is { Kind: MapKind.File, Deleted: false })
                _ = Of(pid, map);
        }
    }

    /// <summary>The file beneath a mapping.</summary>
    public FileIdentity Of(Pid pid, MapEntry map)
    {
        if (!_known.TryGetValue((map.Path, map.Inode), out var identity))
        {
            identity = FileIdentities.Of(DoorTo(pid, map), new LinkTarget(map.Path, map.Deleted));
            _known.Add((map.Path, map.Inode), identity);
        }

        return identity;
    }

    /// <summary>The program file of a process.</summary>
    public FileIdentity OfProgram(Pid pid)
    {
        var name = ProcLinks.Exe(pid).OrThrow($"read the program of process {pid}");
        var door = $"/proc/{pid}/exe";
        var inode = FileCalls.Status(door) is { Ok: true, Value.Inode: var number } ? number : 0;
        if (_known.TryGetValue((name.Path, inode), out var identity) && identity.Deleted == name.Deleted)
            return identity;
        return FileIdentities.Of(door, name);
    }

    /// <summary>The path, unless another file lies there for us: then by way of the mapping itself, which only root may.</summary>
    private static string DoorTo(Pid pid, MapEntry map)
    {
        if (FileCalls.Status(map.Path) is { Ok: true, Value.Inode: var inode } && inode == map.Inode)
            return map.Path;
        var mapping = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/map_files/{map.Start.Value:x}-{map.End.Value:x}");
        return FileCalls.Status(mapping).Ok ? mapping : map.Path;
    }
}
