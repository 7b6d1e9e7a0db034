using Perdure.Binaries;
using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Naming;

/// <summary>The symbols of programs and libraries that are still those of the checkpoint. Each file is read once. One thread at a time.</summary>
internal sealed class SymbolFiles : IDisposable
{
    private readonly MappedFileSource _files = new();
    private readonly Dictionary<string, SymbolMap?> _maps = [];

    /// <summary>The parts and symbols of a file; null if it is another one by now, or no ELF file that can be read.</summary>
    public SymbolMap? Of(FileIdentity file)
    {
        if (!_maps.TryGetValue(file.Path, out var map))
            _maps.Add(file.Path, map = _files.IsUnchanged(file) ? Read(file.Path, elf => new SymbolMap(elf, () => Read(file.Path, again => again.ReadSectionSymbols()) ?? [])) : null);
        return map;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private static T? Read<T>(string path, Func<ElfReader, T> use)
        where T : class
    {
        var opened = FileCalls.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        if (!opened.Ok)
            return null;
        using var file = opened.Value;
        try
        {
            return use(new ElfReader((position, into) => position > long.MaxValue ? 0 : (int)FileCalls.ReadAt(file, into, (long)position).Or(0), ElfAddressing.File));
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return null;
        }
    }
}
