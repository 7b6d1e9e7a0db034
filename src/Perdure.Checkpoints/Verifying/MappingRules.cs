using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold of the memory of a process: kinds, protection, what lies beneath.</summary>
internal static class MappingRules
{
    private const int AllProtections = 7;
    private const int AllLockFlags = 7;
    private const int MaxAuxiliaryBytes = 4096;
    private const ulong PageMask = 0xfff;
    private const ulong MaxOffset = 1UL << 62;

    /// <summary>Every broken rule.</summary>
    public static IEnumerable<string> Problems(AddressSpaceImage space, IReadOnlyList<MemoryObjectImage> objects)
    {
        if (space.AuxiliaryVector.Length > MaxAuxiliaryBytes || space.AuxiliaryVector.Length % 16 != 0)
            yield return $"an auxiliary vector of {space.AuxiliaryVector.Length} bytes can't be";
        if ((space.LockFuture & ~AllLockFlags) != 0)
            yield return $"the flags {space.LockFuture} of mlockall can't be";
        var known = objects.Select(found => found.Id).ToHashSet();
        foreach (var mapping in space.Mappings)
        {
            if (Problem(mapping, known) is { } problem)
                yield return $"the mapping {mapping.Start:x}-{mapping.End:x}: {problem}";
        }
    }

    private static string? Problem(MappingImage mapping, HashSet<long> objects)
    {
        if (!Enum.IsDefined(mapping.Kind) || (mapping.Protection & ~AllProtections) != 0)
            return "its kind or protection can't be";
        if ((mapping.Offset & PageMask) != 0 || mapping.Offset > MaxOffset)
            return $"its offset {mapping.Offset} can't be";
        if (mapping.Name.Contains('\0', StringComparison.Ordinal) || (mapping.Name.StartsWith("[anon:", StringComparison.Ordinal) && !mapping.Name.EndsWith(']')))
            return "its name can't be";
        return mapping.Kind switch
        {
            MappingKind.File when mapping.File is null => "no file lies beneath",
            MappingKind.File when mapping.File.Path != mapping.Name => "its file has another name",
            MappingKind.File => SettingsRules.FileProblem(mapping.File),
            MappingKind.SharedMemory or MappingKind.DeletedFile when !objects.Contains(mapping.ObjectId) => $"the object {mapping.ObjectId} beneath is not there",
            _ => null,
        };
    }
}
