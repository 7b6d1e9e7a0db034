using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares the mappings of a process.</summary>
internal static class MappingComparer
{
    /// <summary>
    /// What differs, in address order. A mapping is the one that it was if the same lies beneath and it begins at the same address or,
    /// as a stack does, ends there.
    /// </summary>
    public static IReadOnlyList<MappingDifference> Compare(IReadOnlyList<MappingImage> before, IReadOnlyList<MappingImage> after)
    {
        var partners = Pair(before, after);
        var partnered = partners.Values.ToHashSet();
        var differences = new List<(ulong Start, MappingDifference Difference)>();
        for (var index = 0; index < before.Count; index++)
        {
            if (!partnered.Contains(index))
                differences.Add((before[index].Start, new MappingDifference(DifferenceKind.Gone, SummaryOf(before, index), null)));
        }

        for (var index = 0; index < after.Count; index++)
        {
            var old = partners.TryGetValue(index, out var partner) ? SummaryOf(before, partner) : null;
            var now = SummaryOf(after, index);
            if (old != now)
                differences.Add((after[index].Start, new MappingDifference(old is null ? DifferenceKind.New : DifferenceKind.Changed, old, now)));
        }

        return [.. differences.OrderBy(entry => entry.Start).Select(entry => entry.Difference)];
    }

    /// <summary>Whether the same lies beneath two mappings, so that their content at an address can be compared.</summary>
    public static bool IsSameBeneath(MappingImage old, MappingImage now)
    {
        if (old.Kind != now.Kind || old.Shared != now.Shared)
            return false;
        if (old.Kind == MappingKind.Anonymous)
            return true;
        // By wrapping around this is right for an offset smaller than the address, too.
        return old.Name == now.Name && old.Start - old.Offset == now.Start - now.Offset && (old.File is null || now.File is null || FileIdentities.AreSame(old.File, now.File));
    }

    private static Dictionary<int, int> Pair(IReadOnlyList<MappingImage> before, IReadOnlyList<MappingImage> after)
    {
        var (partners, taken) = (new Dictionary<int, int>(), new HashSet<int>());
        foreach (var placeOf in (Func<MappingImage, ulong>[])[mapping => mapping.Start, mapping => mapping.End])
        {
            var byPlace = new Dictionary<ulong, int>();
            for (var index = 0; index < before.Count; index++)
                byPlace[placeOf(before[index])] = index;
            for (var index = 0; index < after.Count; index++)
            {
                if (!partners.ContainsKey(index) && byPlace.TryGetValue(placeOf(after[index]), out var old) && IsSameBeneath(before[old], after[index]) && taken.Add(old))
                    partners.Add(index, old);
            }
        }

        return partners;
    }

    private static MappingSummary SummaryOf(IReadOnlyList<MappingImage> mappings, int index) =>
        new(Region.Of(mappings[index]), (long)(mappings[index].End - mappings[index].Start), Region.AccessOf(mappings[index]), MappingNames.Of(mappings, index));
}
