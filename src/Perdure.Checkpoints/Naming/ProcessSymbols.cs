using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Naming;

/// <summary>Variables and functions in the memory of a process, where the file that they are from is known. One thread at a time.</summary>
internal sealed class ProcessSymbols(IReadOnlyList<MappingImage> mappings, SymbolFiles files)
{
    // More parts than the segments of a library ever have, split by mprotect.
    private const int MostParts = 1000;
    private readonly Dictionary<int, MappingImage?> _firstOf = [];

    /// <summary>The symbol that an address belongs to.</summary>
    public SymbolPlace? Find(ulong address)
    {
        foreach (var symbol in Within(address, address + 1))
            return symbol;
        return null;
    }

    /// <summary>The symbols of which bytes lie in a range, in order. Precondition: the range lies in one mapping.</summary>
    public IEnumerable<SymbolPlace> Within(ulong start, ulong end)
    {
        var index = SortedPages.FirstEndingBehind(mappings, start, mapping => mapping.End);
        if (index == mappings.Count || mappings[index].Start > start || FirstOf(index) is not { } first || files.Of(first.File!) is not { } symbols)
            return [];
        var mapping = mappings[index];
        var atHome = mapping.Kind != MappingKind.File || symbols.IsLoadedAt(start, mapping.Offset + (start - mapping.Start), first.Start);
        return atHome ? symbols.Within(start, end, first.Start) : [];
    }

    /// <summary>The mapping of the beginning of the file that a mapping is of, or whose .bss it is.</summary>
    private MappingImage? FirstOf(int index)
    {
        if (!_firstOf.TryGetValue(index, out var first))
            _firstOf.Add(index, first = Search(MappingNames.IsZeroedData(mappings, index) ? index - 1 : index));
        return first;
    }

    private MappingImage? Search(int index)
    {
        var name = mappings[index].Name;
        for (var before = mappings[index].Kind == MappingKind.File ? index : -1; before >= Math.Max(0, index - MostParts); before--)
        {
            if (mappings[before] is { Kind: MappingKind.File, Offset: 0 } first && first.Name == name)
                return first;
        }

        return null;
    }
}
