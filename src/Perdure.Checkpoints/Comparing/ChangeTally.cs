using Perdure.Checkpoints.Naming;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Counts what differs in a mapping. One thread at a time.</summary>
/// <param name="names">The variables of the process, if the mapping may hold any.</param>
internal sealed class ChangeTally(MemoryNames? names)
{
    private readonly SortedDictionary<ulong, (SymbolPlace Symbol, long Bytes)> _bySymbol = [];

    /// <summary>Pages in which a byte differs.</summary>
    public long Pages { get; private set; }

    /// <summary>Bytes that differ.</summary>
    public long Bytes { get; private set; }

    /// <summary>Pages of which one side is not known.</summary>
    public long UnknownPages { get; private set; }

    /// <summary>The variables of which bytes differ, by address, and how many.</summary>
    public IEnumerable<(SymbolPlace Symbol, long Bytes)> Symbols => _bySymbol.Values;

    /// <summary>Counts a page of which one side is not known.</summary>
    public void AddUnknown() => UnknownPages++;

    /// <summary>Counts the bytes that differ.</summary>
    /// <param name="address">Where they are.</param>
    /// <param name="old">What they were.</param>
    /// <param name="now">What they are; as many.</param>
    public void Add(ulong address, ReadOnlySpan<byte> old, ReadOnlySpan<byte> now)
    {
        var before = Bytes;
        for (var at = old.CommonPrefixLength(now); at < old.Length;)
        {
            var end = at + 1;
            while (end < old.Length && old[end] != now[end])
                end++;
            Add(address + (ulong)at, address + (ulong)end);
            at = end + old[end..].CommonPrefixLength(now[end..]);
        }

        Pages += Bytes > before ? 1 : 0;
    }

    private void Add(ulong start, ulong end)
    {
        Bytes += (long)(end - start);
        foreach (var symbol in names?.SymbolsWithin(start, end) ?? [])
        {
            var changed = (long)(Math.Min(symbol.End, end) - Math.Max(symbol.Address, start));
            _bySymbol[symbol.Address] = (symbol, _bySymbol.GetValueOrDefault(symbol.Address).Bytes + changed);
        }
    }
}
