using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Searching;

/// <summary>Which parts of a process's memory are searched: all that is known but stretches of zeros that nobody ever touched.</summary>
/// <param name="content">The memory.</param>
/// <param name="shared">What was searched already in another process, or elsewhere in this one.</param>
/// <param name="longest">Bytes of the longest pattern.</param>
internal sealed class SearchExtents(ProcessContent content, SharedRanges shared, int longest)
{
    private const ulong PageBytes = 4096;

    // A match may begin or end in untouched memory, but must hold a byte that was touched.
    private readonly ulong _reach = ((ulong)longest + PageBytes - 1) / PageBytes * PageBytes;

    /// <summary>Files of which only the pages that the program had changed are known.</summary>
    public SortedSet<string> ChangedFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>The parts, in address order, each within one mapping and of whole pages.</summary>
    public IEnumerable<(MappingImage Mapping, ulong Start, ulong End)> All()
    {
        foreach (var mapping in content.Mappings)
        {
            foreach (var (start, end) in Of(mapping))
                yield return (mapping, start, end);
        }
    }

    private IEnumerable<(ulong Start, ulong End)> Of(MappingImage mapping)
    {
        switch (mapping.Kind)
        {
            case MappingKind.Kernel:
                return [];
            case MappingKind.File when content.IsWhole(mapping):
                return content.StoredWithin(mapping).Any() || shared.IsFirst(mapping) ? [(mapping.Start, EndInFile(mapping))] : [];
            case MappingKind.File:
                ChangedFiles.Add(mapping.Name);
                return content.StoredWithin(mapping);
            default:
                return mapping.Shared && !shared.IsFirst(mapping) ? [] : Touched(mapping);
        }
    }

    private IEnumerable<(ulong Start, ulong End)> Touched(MappingImage mapping) =>
        PageRanges.Union(mapping.Start, mapping.End, Widened(mapping, content.StoredWithin(mapping)), Widened(mapping, content.StoredBeneath(mapping)));

    private IEnumerable<(ulong Start, ulong End)> Widened(MappingImage mapping, IEnumerable<(ulong Start, ulong End)> ranges) =>
        ranges.Select(range => (range.Start - Math.Min(_reach, range.Start - mapping.Start), range.End + Math.Min(_reach, mapping.End - range.End)));

    /// <summary>A mapping may be far larger than its file.</summary>
    private static ulong EndInFile(MappingImage mapping)
    {
        var size = (ulong)Math.Max(0, mapping.File!.Size);
        var bytes = size > mapping.Offset ? (size - mapping.Offset + PageBytes - 1) / PageBytes * PageBytes : 0;
        return mapping.Start + Math.Min(bytes, mapping.End - mapping.Start);
    }
}
