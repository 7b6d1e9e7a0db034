using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Store;

namespace Perdure.Checkpoints.Naming;

/// <summary>A program or library in memory: its parts, and its variables and functions by address. One thread at a time.</summary>
/// <param name="file">Its program headers.</param>
/// <param name="readSymbols">Reads its symbols, which is done when they are asked for.</param>
internal sealed class SymbolMap(ElfReader file, Func<IReadOnlyList<ElfSymbol>> readSymbols)
{
    private const ulong PageMask = 0xfff;
    private List<ElfSymbol>? _symbols;

    /// <summary>The symbols of which bytes lie in a range of addresses, in order.</summary>
    /// <param name="start">The first address.</param>
    /// <param name="end">The address behind the last.</param>
    /// <param name="mappedAt">Where the file is mapped from its beginning.</param>
    public IEnumerable<SymbolPlace> Within(ulong start, ulong end, ulong mappedAt)
    {
        var symbols = _symbols ??= WithoutOverlap([.. readSymbols()]);
        var distance = file.Relocate(0, mappedAt);
        var (from, to) = (start - distance, end - distance);
        for (var index = SortedPages.FirstEndingBehind(symbols, from, EndOf); index < symbols.Count && symbols[index].VirtualAddress < to; index++)
            yield return new SymbolPlace(symbols[index].Name, symbols[index].VirtualAddress + distance, symbols[index].Size);
    }

    /// <summary>
    /// Whether a byte of the file lies where the loader puts it. A program may also read a library through a mapping of its own,
    /// and there the addresses of symbols mean nothing.
    /// </summary>
    public bool IsLoadedAt(ulong address, ulong offset, ulong mappedAt)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Type == ElfSegmentType.PT_LOAD && offset >= (segment.Offset & ~PageMask) && file.Relocate(segment.VirtualAddress + (offset - segment.Offset), mappedAt) == address)
                return true;
        }

        return false;
    }

    /// <summary>
    /// If anonymous memory from an address on is where the loader puts variables that the file has no bytes for (.bss): where these end.
    /// Null if it is not.
    /// </summary>
    public ulong? EndOfZeroedData(ulong start, ulong mappedAt)
    {
        foreach (var segment in file.Segments)
        {
            var (inFile, inMemory) = (PageEnd(segment.VirtualAddress + segment.FileSize), PageEnd(segment.VirtualAddress + segment.MemorySize));
            if (segment.Type == ElfSegmentType.PT_LOAD && inMemory > inFile && file.Relocate(inFile, mappedAt) == start)
                return file.Relocate(inMemory, mappedAt);
        }

        return null;
    }

    private static ulong PageEnd(ulong address) => (address + PageMask) & ~PageMask;

    private static ulong EndOf(ElfSymbol symbol) => symbol.VirtualAddress + symbol.Size;

    /// <summary>Of several names of one place the first is kept. A size that goes past the end of memory can't be.</summary>
    private static List<ElfSymbol> WithoutOverlap(ElfSymbol[] all)
    {
        Array.Sort(all, Compare);
        var kept = new List<ElfSymbol>();
        foreach (var symbol in all)
        {
            if (symbol.Size <= ulong.MaxValue - symbol.VirtualAddress && (kept.Count == 0 || EndOf(kept[^1]) <= symbol.VirtualAddress))
                kept.Add(symbol);
        }

        return kept;
    }

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
