using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// The memory that processes of a tree share, each piece once: found by device and inode while the processes are stopped, and held open by
/// way of /proc/PID/map_files, so that it can be read whether or not any process has its pages mapped.
/// </summary>
internal sealed class SharedObjectTable : IDisposable
{
    private readonly Dictionary<(uint Major, uint Minor, ulong Inode), long> _ids = [];
    private readonly List<(MemoryObjectImage Image, SafeFileHandle File)> _objects = [];
    private long _nextId;

    /// <param name="firstId">The first free object id.</param>
    public SharedObjectTable(long firstId) => _nextId = firstId;

    /// <summary>What was found.</summary>
    public IReadOnlyList<(MemoryObjectImage Image, SafeFileHandle File)> Objects => _objects;

    /// <summary>Whether a file (device as major * 2^20 + minor) is one of them.</summary>
    public bool Has(ulong device, ulong inode) => _objects.Exists(found => found.Image.Device == device && found.Image.Inode == inode);

    /// <summary>The id of the object beneath a mapping.</summary>
    public long IdOf(Pid pid, MapEntry map)
    {
        var key = (map.DevMajor, map.DevMinor, map.Inode);
        if (_ids.TryGetValue(key, out var id))
            return id;
        id = _nextId++;
        _ids.Add(key, id);
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/map_files/{map.Start.Value:x}-{map.End.Value:x}");
        var file = OpenMapFile(path, map);
        _objects.Add((Describe(id, map, RandomAccess.GetLength(file)), file));
        return id;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, file) in _objects)
            file.Dispose();
        _objects.Clear();
    }

    private static SafeFileHandle OpenMapFile(string path, MapEntry map)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException(
                $"cannot open the shared memory {map.Path} at {map.Start}: {failure.Message}",
                "root (CAP_CHECKPOINT_RESTORE) is needed for /proc/PID/map_files, by which alone shared memory can be read",
                failure is UnauthorizedAccessException ? ExitCode.Unsupported : ExitCode.Failed);
        }
    }

    private static MemoryObjectImage Describe(long id, MapEntry map, long bytes)
    {
        var device = ((ulong)map.DevMajor << 20) | map.DevMinor;
        if (map.Kind != MapKind.SysVShm)
            return new MemoryObjectImage(id, KindOf(map), map.Path, device, map.Inode, bytes, 0, 0, 0, 0, 0);
        var segment = SysV.GetSegment((int)map.Inode).OrThrow($"read SysV segment {map.Inode}");
        return new MemoryObjectImage(
            id, MemoryObjectKind.SysV, map.Path, device, map.Inode, (long)segment.SizeBytes,
            segment.Permissions.Key, (int)segment.Permissions.Mode, (int)map.Inode, segment.Permissions.Uid, segment.Permissions.Gid);
    }

    private static MemoryObjectKind KindOf(MapEntry map) => map.Kind switch
    {
        MapKind.Memfd => MemoryObjectKind.MemFd,
        MapKind.SysVShm => MemoryObjectKind.SysV,
        MapKind.File => MemoryObjectKind.DeletedFile,
        _ => MemoryObjectKind.SharedAnonymous,
    };
}
