using Perdure.Binaries;
using Perdure.Binaries.Unwinding;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Recovery.Crashes;

/// <summary>The code of a process as it is mapped now: its modules with their tables of frames, read from its own memory, so that replaced and deleted files don't matter.</summary>
internal sealed class ProcessCode
{
    private readonly Pid _pid;
    private readonly Dictionary<ulong, CodeModule> _modules = [];
    private IReadOnlyList<MapEntry> _maps = [];

    /// <summary>Reads the mappings; modules are read when they are asked for.</summary>
    public ProcessCode(Pid pid)
    {
        _pid = pid;
        Refresh();
    }

    /// <summary>The mappings.</summary>
    public IReadOnlyList<MapEntry> Maps => _maps;

    /// <summary>Reads the mappings anew; modules that are still where they were are kept.</summary>
    public void Refresh()
    {
        _maps = ProcMaps.Read(_pid).Or([]);
        foreach (var gone in _modules.Where(known => MapAt(known.Key) is not { } map || map.Path != known.Value.Name).Select(known => known.Key).ToList())
            _modules.Remove(gone);
    }

    /// <summary>The mapping of an address; null if there is none.</summary>
    public MapEntry? MapAt(ulong address)
    {
        var low = 0;
        var high = _maps.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_maps[middle].End.Value <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _maps.Count && _maps[low].Contains(new RemotePtr(address)) ? _maps[low] : null;
    }

    /// <summary>The module of an instruction; null where no code is mapped. Code in anonymous memory is a module without tables.</summary>
    public CodeModule? ModuleOf(ulong instruction)
    {
        if (MapAt(instruction) is not { } map || (map.Protection & MemoryProtection.PROT_EXEC) == 0)
            return null;
        var first = FirstOf(map);
        if (_modules.TryGetValue(first.Start.Value, out var known))
            return known;
        return _modules[first.Start.Value] = Read(first, map);
    }

    /// <summary>Reads memory.</summary>
    public bool Read(ulong address, Span<byte> into) => ProcessMemory.Read(_pid, new RemotePtr(address), into).Or(0) == into.Length;

    /// <summary>The mapping of the file's beginning: where its ELF header is. The mappings of a module lie side by side, gaps aside.</summary>
    private MapEntry FirstOf(MapEntry map)
    {
        if (map.Offset == 0 || map.Path.Length == 0)
            return map;
        return _maps.LastOrDefault(other => other.Start <= map.Start && other.Offset == 0 && other.Inode == map.Inode && other.Path == map.Path) ?? map;
    }

    private CodeModule Read(MapEntry first, MapEntry map)
    {
        var end = map.End.Value;
        try
        {
            var elf = new ElfReader((position, into) => (int)ProcessMemory.Read(_pid, first.Start + position, into).Or(0), ElfAddressing.Memory);
            return new CodeModule(first.Start.Value, end, elf.Relocate(0, first.Start.Value), first.Path, FrameTable.Read(elf));
        }
        catch (InvalidDataException)
        {
            return new CodeModule(first.Start.Value, end, first.Start.Value, first.Path, null);
        }
    }
}
