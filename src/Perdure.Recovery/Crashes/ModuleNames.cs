using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Binaries.Unwinding;
using Perdure.Kernel;

namespace Perdure.Recovery.Crashes;

/// <summary>Names of functions, of the files as the process sees them: .symtab where a file has it, else what it exports.</summary>
internal sealed class ModuleNames(Pid pid)
{
    private readonly Dictionary<string, (ulong Address, ulong Size, string Name)[]> _modules = [];

    /// <summary>The name of the function that an instruction belongs to; empty where it isn't known.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="address">The instruction, before relocation.</param>
    public string FunctionAt(CodeModule module, ulong address)
    {
        if (!_modules.TryGetValue(module.Name, out var symbols))
            _modules[module.Name] = symbols = Read(module.Name);
        var index = Array.BinarySearch(symbols, (address, ulong.MaxValue, ""), Comparer<(ulong Address, ulong Size, string Name)>.Create((left, right) => left.Address.CompareTo(right.Address)));
        if (index < 0)
            index = ~index - 1;
        // Hand-written code has no sizes.
        return index >= 0 && (address < symbols[index].Address + symbols[index].Size || symbols[index].Size == 0) ? symbols[index].Name : "";
    }

    private (ulong, ulong, string)[] Read(string path)
    {
        if (path.Length == 0 || path[0] != '/')
            return [];
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/root{path}");
            var elf = new ElfReader((position, into) => RandomAccess.Read(file, into, (long)position), ElfAddressing.File);
            var symbols = elf.ReadSectionSymbols();
            return [.. symbols
                .Where(symbol => symbol.Type is ElfSymbolType.STT_FUNC or ElfSymbolType.STT_GNU_IFUNC)
                .Select(symbol => (symbol.VirtualAddress, symbol.Size, symbol.Name))
                .OrderBy(symbol => symbol.VirtualAddress).ThenBy(symbol => symbol.Name.StartsWith('_') ? 1 : 0)
                .DistinctBy(symbol => symbol.VirtualAddress)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }
}
