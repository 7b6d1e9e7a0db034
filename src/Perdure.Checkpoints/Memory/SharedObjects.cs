using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Shared memory and deleted files on their way back: each object is one open file of ours, which every process that maps it fetches
/// from us. SysV segments are attached by id instead.
/// </summary>
/// <param name="door">By which the processes fetch.</param>
internal sealed class SharedObjects(Door door) : IDisposable
{
    private const ulong SHM_RDONLY = 0x1000;
    private const ulong SHM_EXEC = 0x8000;
    private const ulong SHM_REMAP = 0x4000;
    private const ulong PROT_WRITE = 2;
    private const ulong PROT_EXEC = 4;
    private readonly Dictionary<long, (MemoryObjectImage Image, SafeFileHandle File)> _files = [];
    private readonly Dictionary<long, MemoryObjectImage> _segments = [];

    /// <summary>By which blank processes fetch files from us.</summary>
    public Door Door { get; } = door;

    /// <summary>Adds an object that is an open file.</summary>
    public void Add(MemoryObjectImage image, SafeFileHandle file) => _files.Add(image.Id, (image, file));

    /// <summary>Adds a SysV segment, which exists under its id.</summary>
    public void AddSegment(MemoryObjectImage image) => _segments.Add(image.Id, image);

    /// <summary>Opens the content of SysV segments by way of a process that has them attached. Precondition: the address spaces are built.</summary>
    public void OpenSegments(IEnumerable<(int Pid, MappingImage Mapping)> mappings)
    {
        foreach (var (pid, mapping) in mappings)
        {
            if (!_segments.TryGetValue(mapping.ObjectId, out var image) || _files.ContainsKey(mapping.ObjectId))
                continue;
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/map_files/{mapping.Start:x}-{mapping.End:x}");
            _files.Add(mapping.ObjectId, (image, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)));
        }
    }

    /// <summary>Segments that were removed while attached vanish again with their last process.</summary>
    public void RemoveDoomedSegments()
    {
        const int SHM_DEST = 0x200;
        foreach (var segment in _segments.Values.Where(segment => (segment.SysVMode & SHM_DEST) != 0))
            _ = SysV.RemoveSegment(segment.SysVId);
    }

    /// <summary>Where the content of each object goes.</summary>
    public IEnumerable<(long Id, IPageTarget Target)> Targets()
    {
        foreach (var (id, (image, file)) in _files)
            yield return (id, new FileTarget(file, image.Bytes));
    }

    /// <summary>Adds the calls that map a part of an object.</summary>
    public void AddMapCalls(List<RemoteCall> calls, MappingImage mapping, BlankProcess process)
    {
        if (_segments.TryGetValue(mapping.ObjectId, out var segment))
        {
            calls.Add(Attach(mapping, segment));
            return;
        }

        var (image, file) = _files[mapping.ObjectId];
        Door.AddFetch(calls, file, 0, $"fetch {image.Name}");
        calls.Add(MappingCalls.MapCall(mapping, MappingCalls.Sharing(mapping), 0, mapping.Offset));
        calls.Add(new RemoteCall(SyscallNumber.close, "close the fetched file", 0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, file) in _files.Values)
            file.Dispose();
        _files.Clear();
    }

    private static RemoteCall Attach(MappingImage mapping, MemoryObjectImage segment)
    {
        var protection = (ulong)mapping.Protection;
        var flags = SHM_REMAP | ((protection & PROT_WRITE) == 0 ? SHM_RDONLY : 0) | ((protection & PROT_EXEC) != 0 ? SHM_EXEC : 0);
        return new RemoteCall(SyscallNumber.shmat, $"attach SysV segment {segment.SysVId}", (ulong)segment.SysVId, mapping.Start, flags) { Expected = mapping.Start };
    }
}
