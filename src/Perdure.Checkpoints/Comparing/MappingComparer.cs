using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares the mappings of a process. One thread at a time.</summary>
internal sealed class MappingComparer(MemoryNames before, MemoryNames after)
{
    /// <summary>
    /// What differs, in address order. A mapping is the one that it was if the same lies beneath and it begins at the same address or,
    /// as a stack does, ends there.
    /// </summary>
    public IReadOnlyList<MappingDifference> Compare()
    {
        var partners = Pair(before.Mappings, after.Mappings);
        var partnered = partners.Values.ToHashSet();
        var differences = new List<(ulong Start, MappingDifference Difference)>();
        for (var index = 0; index < before.Mappings.Count; index++)
        {
            if (!partnered.Contains(index))
                differences.Add((before.Mappings[index].Start, new MappingDifference(DifferenceKind.Gone, SummaryOf(before, index), null)));
        }

        for (var index = 0; index < after.Mappings.Count; index++)
        {
            var now = after.Mappings[index];
            if (!partners.TryGetValue(index, out var partner))
                differences.Add((now.Start, new MappingDifference(DifferenceKind.New, null, SummaryOf(after, index))));
            else if (!LooksSame(before.Mappings[partner], now))
                differences.Add((now.Start, new MappingDifference(DifferenceKind.Changed, SummaryOf(before, partner), SummaryOf(after, index))));
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

    private static bool LooksSame(MappingImage old, MappingImage now) =>
        (old.Start, old.End, old.Protection, old.Name) == (now.Start, now.End, now.Protection, now.Name);

    private static MappingSummary SummaryOf(MemoryNames names, int index)
    {
        var mapping = names.Mappings[index];
        return new MappingSummary(Region.Of(mapping), (long)(mapping.End - mapping.Start), Region.AccessOf(mapping), names.Of(index));
    }
}
