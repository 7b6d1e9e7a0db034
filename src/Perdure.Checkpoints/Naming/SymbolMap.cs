using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Store;

namespace Perdure.Checkpoints.Naming;

/// <summary>The variables and functions of one program or library, by address.</summary>
internal sealed class SymbolMap
{
    private readonly ElfReader _file;
    private readonly List<ElfSymbol> _symbols = [];

    public SymbolMap(ElfReader file)
    {
        _file = file;
        var all = file.ReadSectionSymbols().ToArray();
        Array.Sort(all, Compare);
        foreach (var symbol in all)
        {
            // Of several names of one place the first is kept; a size that goes past the end of memory can't be.
            if (symbol.Size <= ulong.MaxValue - symbol.VirtualAddress && (_symbols.Count == 0 || EndOf(_symbols[^1]) <= symbol.VirtualAddress))
                _symbols.Add(symbol);
        }
    }

    /// <summary>The symbols of which bytes lie in a range of addresses, in order.</summary>
    /// <param name="start">The first address.</param>
    /// <param name="end">The address behind the last.</param>
    /// <param name="mappedAt">Where the file is mapped from its beginning.</param>
    public IEnumerable<SymbolPlace> Within(ulong start, ulong end, ulong mappedAt)
    {
        var distance = _file.Relocate(0, mappedAt);
        var (from, to) = (start - distance, end - distance);
        for (var index = SortedPages.FirstEndingBehind(_symbols, from, EndOf); index < _symbols.Count && _symbols[index].VirtualAddress < to; index++)
            yield return new SymbolPlace(_symbols[index].Name, _symbols[index].VirtualAddress + distance, _symbols[index].Size);
    }

    /// <summary>
    /// Whether a byte of the file lies where the loader puts it. A program may also read a library through a mapping of its own,
    /// and there the addresses of symbols mean nothing.
    /// </summary>
    public bool IsLoadedAt(ulong address, ulong offset, ulong mappedAt)
    {
        const ulong pageMask = 0xfff;
        foreach (var segment in _file.Segments)
        {
            if (segment.Type == ElfSegmentType.PT_LOAD && offset >= (segment.Offset & ~pageMask) && _file.Relocate(segment.VirtualAddress + (offset - segment.Offset), mappedAt) == address)
                return true;
        }

        return false;
    }

    private static ulong EndOf(ElfSymbol symbol) => symbol.VirtualAddress + symbol.Size;

    // environ before __environ.
    private static int Compare(ElfSymbol left, ElfSymbol right)
    {
        var order = left.VirtualAddress.CompareTo(right.VirtualAddress);
        order = order != 0 ? order : right.Size.CompareTo(left.Size);
        order = order != 0 ? order : Underscores(left.Name).CompareTo(Underscores(right.Name));
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }

    private static int Underscores(string name) => name.Length - name.TrimStart('_').Length;
}
