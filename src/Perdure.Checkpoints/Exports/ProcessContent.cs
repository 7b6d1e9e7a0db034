using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Verifying;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>
/// The memory of a process as a checkpoint knows it: its own pages, over those of the shared object beneath, or over those of the file
/// beneath if it is still the same. One thread at a time.
/// </summary>
internal sealed class ProcessContent : IDisposable
{
    private const ulong PageBytes = 4096;
    private readonly Inventory _inventory;
    private readonly ChunkCache _chunks;
    private readonly StoredPages _own;
    private readonly MappedFileSource _files = new();
    private readonly Dictionary<long, StoredPages> _objects = [];
    private readonly byte[] _vdso;

    public ProcessContent(ImageReader image, Inventory inventory, ProcessImage process)
    {
        _inventory = inventory;
        _chunks = new ChunkCache(image);
        _own = PagesOf(process.AddressSpace!.ObjectId);
        _vdso = VdsoCode.Of(inventory.Program.Machine);
        Mappings = process.AddressSpace.Mappings;
    }

    /// <summary>The mappings, in address order.</summary>
    public IReadOnlyList<MappingImage> Mappings { get; }

    /// <summary>Whether every byte of a mapping is known; else only the pages that <see cref="StoredWithin"/> tells.</summary>
    public bool IsWhole(MappingImage mapping) => mapping.Kind switch
    {
        MappingKind.File => _files.IsUnchanged(mapping.File),
        MappingKind.Kernel => IsVdso(mapping),
        _ => true,
    };

    /// <summary>The pages of a mapping that the image holds, as addresses, in order.</summary>
    public IEnumerable<(ulong Start, ulong End)> StoredWithin(MappingImage mapping)
    {
        var (pages, origin) = mapping is { ObjectId: not 0, Shared: true } ? (Object(mapping.ObjectId), mapping.Offset / PageBytes) : (_own, mapping.Start / PageBytes);
        foreach (var (first, end) in pages.Within(origin, origin + ((mapping.End - mapping.Start) / PageBytes)))
            yield return (mapping.Start + ((first - origin) * PageBytes), mapping.Start + ((end - origin) * PageBytes));
    }

    /// <summary>The pages of the object beneath a private mapping that the image holds, as addresses, in order. The process's own pages lie over them.</summary>
    public IEnumerable<(ulong Start, ulong End)> StoredBeneath(MappingImage mapping) =>
        mapping is { ObjectId: not 0, Shared: false } ? StoredWithin(mapping with { Shared = true }) : [];

    /// <summary>Where the image holds a page of a mapping; null if its content is that of the file beneath, or zeros.</summary>
    public PagePlace? PlaceOf(MappingImage mapping, ulong address)
    {
        if (!mapping.Shared && _own.PlaceOf(address / PageBytes) is { } own)
            return own;
        return mapping.Kind is not (MappingKind.SharedMemory or MappingKind.DeletedFile) ? null : Object(mapping.ObjectId).PlaceOf((mapping.Offset + address - mapping.Start) / PageBytes);
    }

    /// <summary>Reads whole pages of one mapping; what is not known is zeros.</summary>
    /// <returns>False if all of it is zeros and <paramref name="into"/> was left alone.</returns>
    public bool Read(MappingImage mapping, ulong address, Span<byte> into)
    {
        var found = ReadBeneath(mapping, address, into);
        return (!mapping.Shared && _own.CopyTo(address / PageBytes, into, clear: !found)) || found;
    }

    /// <summary>Reads whole pages of what lies beneath the process's own ones; what is not known is zeros.</summary>
    /// <returns>False if all of it is zeros and <paramref name="into"/> was left alone.</returns>
    public bool ReadBeneath(MappingImage mapping, ulong address, Span<byte> into)
    {
        var distance = address - mapping.Start;
        switch (mapping.Kind)
        {
            case MappingKind.File when _files.IsUnchanged(mapping.File):
                _files.Read(mapping.File!, mapping.Offset + distance, into);
                return true;
            case MappingKind.Kernel when IsVdso(mapping):
                _vdso.AsSpan((int)distance, into.Length).CopyTo(into);
                return true;
            case MappingKind.SharedMemory or MappingKind.DeletedFile:
                return Object(mapping.ObjectId).CopyTo((mapping.Offset + distance) / PageBytes, into, clear: true);
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private bool IsVdso(MappingImage mapping) => mapping.Name == "[vdso]" && mapping.End - mapping.Start == (ulong)_vdso.Length;

    private StoredPages Object(long id)
    {
        if (!_objects.TryGetValue(id, out var pages))
            _objects.Add(id, pages = PagesOf(id));
        return pages;
    }

    private StoredPages PagesOf(long id) => new(_inventory.Pages.GetValueOrDefault(id), _chunks);
}
