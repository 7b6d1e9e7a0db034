using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// Which pages of an address space have their content in the image, and where: at first each where it was, later as the program has moved,
/// discarded and unmapped them. What is in no area is zeros. The caller's lock guards it.
/// </summary>
internal sealed class AreaMap
{
    private readonly List<Area> _byPlace;
    private readonly List<Area> _byOriginal;

    public AreaMap(IEnumerable<Area> areas)
    {
        _byPlace = [.. areas.OrderBy(area => area.First)];
        _byOriginal = [.. _byPlace.OrderBy(area => area.Original)];
    }

    private AreaMap(AreaMap from)
    {
        _byPlace = [.. from._byPlace];
        _byOriginal = [.. from._byOriginal];
    }

    /// <summary>The areas, in the order in which they lie now.</summary>
    public IReadOnlyList<Area> Areas => _byPlace;

    /// <summary>A copy, for the child of a fork.</summary>
    public AreaMap Copy() => new(this);

    /// <summary>Where a page was in the image; false when its content is not from there.</summary>
    public bool TryFind(ulong page, out ulong original)
    {
        var index = SortedPages.FirstEndingBehind(_byPlace, page, area => area.End);
        var found = index < _byPlace.Count && _byPlace[index].First <= page;
        original = found ? _byPlace[index].Original + (page - _byPlace[index].First) : 0;
        return found;
    }

    /// <summary>Adds, for some pages of the image, where they lie now.</summary>
    public void AddPlacesOf(ulong originalFirst, ulong originalEnd, List<Area> into)
    {
        for (var index = SortedPages.FirstEndingBehind(_byOriginal, originalFirst, area => area.OriginalEnd); index < _byOriginal.Count && _byOriginal[index].Original < originalEnd; index++)
        {
            var area = _byOriginal[index];
            var first = Math.Max(area.Original, originalFirst);
            var end = Math.Min(area.OriginalEnd, originalEnd);
            into.Add(area.Part(area.First + (first - area.Original), area.First + (end - area.Original)));
        }
    }

    /// <summary>These pages are zeros now, or not there any more.</summary>
    /// <returns>What was there.</returns>
    public List<Area> Cut(ulong first, ulong end)
    {
        var cut = new List<Area>();
        var index = SortedPages.FirstEndingBehind(_byPlace, first, area => area.End);
        while (index < _byPlace.Count && _byPlace[index].First < end)
        {
            var area = _byPlace[index];
            Remove(area);
            cut.Add(area.Part(Math.Max(area.First, first), Math.Min(area.End, end)));
            if (area.First < first)
                Add(area.Part(area.First, first));
            if (area.End > end)
                Add(area.Part(end, area.End));
            index = SortedPages.FirstEndingBehind(_byPlace, first, next => next.End);
        }

        return cut;
    }

    /// <summary>These pages have moved.</summary>
    public void Move(ulong from, ulong to, ulong count)
    {
        var moved = Cut(from, from + count);
        _ = Cut(to, to + count);
        foreach (var area in moved)
            Add(area.MovedTo(to + (area.First - from)));
    }

    private void Add(Area area)
    {
        _byPlace.Insert(SortedPages.FirstEndingBehind(_byPlace, area.First, other => other.End), area);
        _byOriginal.Insert(SortedPages.FirstEndingBehind(_byOriginal, area.Original, other => other.OriginalEnd), area);
    }

    private void Remove(Area area)
    {
        _byPlace.RemoveAt(SortedPages.FirstEndingBehind(_byPlace, area.First, other => other.End));
        _byOriginal.RemoveAt(SortedPages.FirstEndingBehind(_byOriginal, area.Original, other => other.OriginalEnd));
    }
}
