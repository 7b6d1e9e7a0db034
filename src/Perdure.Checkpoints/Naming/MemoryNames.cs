using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Naming;

/// <summary>
/// What the memory of a process is called: its mappings, and the variables and functions in it where the file that they are from is
/// known. One thread at a time.
/// </summary>
internal sealed class MemoryNames(IReadOnlyList<MappingImage> mappings, SymbolFiles files)
{
    // More parts than the segments of a library ever have, split by mprotect.
    private const int MostParts = 1000;
    private readonly Dictionary<int, MappingImage?> _firstOf = [];

    /// <summary>The mappings, in address order.</summary>
    public IReadOnlyList<MappingImage> Mappings => mappings;

    /// <summary>
    /// The path, or the name of anonymous memory as /proc/PID/maps has it, or "anonymous". The kernel may have joined the .bss of a library
    /// with other anonymous memory behind it; then both are named.
    /// </summary>
    public string Of(int index)
    {
        var mapping = mappings[index];
        if (EndOfZeroedData(index) is { } end)
            return $"{mappings[index - 1].Name} (.bss){(end < mapping.End ? ", anonymous" : "")}";
        return mapping.Name.Length > 0 ? mapping.Name : mapping.Kind.ToString().ToLowerInvariant();
    }

    /// <summary>Whether variables or functions of a known file may lie in a mapping.</summary>
    public bool MayHoldSymbols(int index) => mappings[index].Kind == MappingKind.File || EndOfZeroedData(index) is not null;

    /// <summary>The symbol that an address belongs to.</summary>
    public SymbolPlace? SymbolAt(ulong address)
    {
        foreach (var symbol in SymbolsWithin(address, address + 1))
            return symbol;
        return null;
    }

    /// <summary>The symbols of which bytes lie in a range, in order. Precondition: the range lies in one mapping.</summary>
    public IEnumerable<SymbolPlace> SymbolsWithin(ulong start, ulong end)
    {
        var index = SortedPages.FirstEndingBehind(mappings, start, mapping => mapping.End);
        if (index == mappings.Count || mappings[index].Start > start)
            return [];
        var mapping = mappings[index];
        var first = FirstOf(EndOfZeroedData(index) is null ? index : index - 1);
        if (first is null || files.Of(first.File!) is not { } symbols)
            return [];
        var atHome = mapping.Kind != MappingKind.File || symbols.IsLoadedAt(start, mapping.Offset + (start - mapping.Start), first.Start);
        return atHome ? symbols.Within(start, end, first.Start) : [];
    }

    /// <summary>
    /// What a file has no bytes for (.bss) the loader maps as anonymous memory behind the data: where it ends, if a mapping begins with it.
    /// Only the file tells; other anonymous memory often lies directly behind a library, too.
    /// </summary>
    private ulong? EndOfZeroedData(int index)
    {
        if (index == 0 || mappings[index] is not { Kind: MappingKind.Anonymous, Shared: false, Name: "" } mapping || mappings[index - 1].End != mapping.Start)
            return null;
        return FirstOf(index - 1) is { } first ? files.Of(first.File!)?.EndOfZeroedData(mapping.Start, first.Start) : null;
    }

    /// <summary>The mapping of the beginning of the file that a mapping is of.</summary>
    private MappingImage? FirstOf(int index)
    {
        if (!_firstOf.TryGetValue(index, out var first))
            _firstOf.Add(index, first = Search(index));
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
