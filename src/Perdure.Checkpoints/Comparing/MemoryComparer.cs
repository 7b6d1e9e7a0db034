using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares the memory of a process, mapping by mapping of the later checkpoint. One thread at a time.</summary>
/// <param name="before">The memory as it was.</param>
/// <param name="after">The memory as it is.</param>
/// <param name="pages">Compares single pages of the two.</param>
/// <param name="names">What the memory of the later checkpoint is called.</param>
/// <param name="shared">What shared memory was looked at already.</param>
/// <param name="unknownFiles">Learns the names of files that would have been needed and have changed.</param>
internal sealed class MemoryComparer(
    ProcessContent before, ProcessContent after, PageComparer pages, MemoryNames names, SharedRanges shared, SortedSet<string> unknownFiles)
{
    private const ulong PageBytes = 4096;
    private const int LongestValue = 8;
    private readonly MemoryView _old = new(before);
    private readonly MemoryView _now = new(after);

    /// <summary>The mappings of which anything differs, in address order.</summary>
    public List<MemoryDifference> Compare()
    {
        var differences = new List<MemoryDifference>();
        var mappings = after.Mappings;
        var first = 0;
        for (var index = 0; index < mappings.Count; index++)
        {
            // Both lists are in address order.
            while (first < before.Mappings.Count && before.Mappings[first].End <= mappings[index].Start)
                first++;
            if ((!mappings[index].Shared || shared.IsFirst(mappings[index])) && Compare(index, first) is { } difference)
                differences.Add(difference);
        }

        return differences;
    }

    private MemoryDifference? Compare(int index, int firstBefore)
    {
        var mapping = after.Mappings[index];
        var tally = new ChangeTally(names.MayHoldSymbols(index) ? names : null);
        foreach (var (old, start, end) in Pieces(mapping, firstBefore))
        {
            foreach (var (from, to) in Stored(old, mapping, start, end))
            {
                for (var address = from; address < to; address += PageBytes)
                    pages.Compare(old, mapping, address, tally);
            }
        }

        if (tally.UnknownPages > 0)
            unknownFiles.Add(mapping.Name);
        return tally.Pages + tally.UnknownPages == 0
            ? null
            : new MemoryDifference(Region.Of(mapping), names.Of(index), tally.Pages, tally.Bytes, tally.UnknownPages, [.. tally.Symbols.Select(Describe)]);
    }

    /// <summary>The parts of a mapping, each with the mapping that was there, or null where the same was not there.</summary>
    private IEnumerable<(MappingImage? Old, ulong Start, ulong End)> Pieces(MappingImage now, int firstBefore)
    {
        var at = now.Start;
        for (var index = firstBefore; index < before.Mappings.Count && before.Mappings[index].Start < now.End; index++)
        {
            var old = before.Mappings[index];
            if (!MappingComparer.IsSameBeneath(old, now))
                continue;
            if (old.Start > at)
                yield return (null, at, old.Start);
            var end = Math.Min(old.End, now.End);
            yield return (old, Math.Max(old.Start, at), end);
            at = end;
        }

        if (at < now.End)
            yield return (null, at, now.End);
    }

    /// <summary>What either checkpoint holds of a part. All other pages are the same on both sides: of one file, or zeros.</summary>
    private IEnumerable<(ulong Start, ulong End)> Stored(MappingImage? old, MappingImage now, ulong start, ulong end) => old is null
        ? PageRanges.Union(start, end, after.StoredWithin(now))
        : PageRanges.Union(start, end, before.StoredWithin(old), before.StoredBeneath(old), after.StoredWithin(now), after.StoredBeneath(now));

    private SymbolDifference Describe((SymbolPlace Symbol, long Bytes) change)
    {
        var (symbol, isShort) = (change.Symbol, change.Symbol.Size <= LongestValue);
        return new SymbolDifference(symbol.Name, symbol.Address, symbol.Size, change.Bytes, isShort ? ValueOf(symbol, _old) : null, isShort ? ValueOf(symbol, _now) : null);
    }

    private static string ValueOf(SymbolPlace symbol, MemoryView memory)
    {
        var value = new byte[(int)symbol.Size];
        return Convert.ToHexStringLower(value.AsSpan(0, memory.Read(symbol.Address, value)));
    }
}
