using System.Globalization;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Exports;

/// <summary>Which memory a user means: a range of addresses as <c>show</c> prints it, or the name of mappings.</summary>
internal static class MemoryRegion
{
    private const int NamesShown = 30;
    private const ulong PageMask = 0xfff;

    /// <summary>The parts of mappings that are meant, in address order; a failure lists what there is.</summary>
    public static IReadOnlyList<(MappingImage Mapping, ulong Start, ulong End)> Find(string region, ProcessImage process)
    {
        var mappings = process.AddressSpace!.Mappings;
        var named = mappings.Where(mapping => region.Length > 0 && (mapping.Name == region || mapping.Name == $"[{region}]")).Select(mapping => (mapping, mapping.Start, mapping.End)).ToList();
        if (named.Count > 0)
            return named;
        var ranged = Range(region) is var (start, end) ? Within(mappings, start, end) : [];
        return ranged.Count > 0
            ? ranged
            : throw new PerdureException($"process {process.Pid} of the checkpoint has no memory {region}", $"it has {Names(mappings)}; perdure show lists all ranges, and START-END in hex names one");
    }

    /// <summary>Whole pages from the first mapped byte of the range to its end. Precondition of the answer: no gap between.</summary>
    private static List<(MappingImage Mapping, ulong Start, ulong End)> Within(IReadOnlyList<MappingImage> mappings, ulong start, ulong end)
    {
        var parts = new List<(MappingImage Mapping, ulong Start, ulong End)>();
        var next = start;
        foreach (var mapping in mappings.Where(mapping => mapping.Start < end && mapping.End > start))
        {
            if (mapping.Start > next)
                return [];
            next = Math.Min(mapping.End, end);
            parts.Add((mapping, Math.Max(mapping.Start, start), next));
        }

        return next == end ? parts : [];
    }

    private static (ulong Start, ulong End)? Range(string region)
    {
        if (region.Split('-') is not [var first, var second] || !TryHex(first, out var start) || !TryHex(second, out var end))
            return null;
        return start < end && ((start | end) & PageMask) == 0 ? (start, end) : null;
    }

    private static bool TryHex(string text, out ulong value) =>
        ulong.TryParse(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static string Names(IReadOnlyList<MappingImage> mappings)
    {
        var names = mappings.Select(mapping => mapping.Name).Where(name => name.Length > 0).Distinct().ToList();
        var more = names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "";
        return string.Join(", ", names.Take(NamesShown)) + more;
    }
}
