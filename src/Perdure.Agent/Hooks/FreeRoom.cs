using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Agent.Hooks;

/// <summary>Finds addresses that nobody uses, within reach of a jump.</summary>
internal static class FreeRoom
{
    /// <summary>How far from either end of a module its hooks may be: a jump reaches 2 GiB, and displaced instructions refer to data of the module.</summary>
    public const ulong Reach = 1UL << 30;

    private const ulong PageBytes = 4096;
    private const ulong LowestAddress = 0x10000;
    private const ulong HighestAddress = 0x7fff_ffff_f000;

    // So that the kernel doesn't join the memory with a neighbour's, and a neighbour can grow a little.
    private const ulong MarginBytes = 16 * PageBytes;

    // A stack may grow by 8 MiB, and more if its limit is raised.
    private const ulong BelowStackBytes = 256UL << 20;

    /// <summary>An address for so many bytes; null where there is none in reach.</summary>
    /// <param name="maps">The mappings, in address order.</param>
    /// <param name="start">The module.</param>
    /// <param name="end">Its end.</param>
    /// <param name="bytes">The bytes, whole pages.</param>
    public static RemotePtr? Near(IReadOnlyList<MapEntry> maps, RemotePtr start, RemotePtr end, ulong bytes)
    {
        // Rooms below first, the nearest first: above an executable is its heap, which grows.
        var gaps = Gaps(maps).Select(gap => Place(gap.From, gap.To, start, end, bytes)).OfType<RemotePtr>().ToList();
        var below = gaps.Where(place => place < start).OrderByDescending(place => place.Value);
        var above = gaps.Where(place => place > start).OrderBy(place => place.Value);
        return below.Concat(above).Select(place => (RemotePtr?)place).FirstOrDefault();
    }

    private static IEnumerable<(ulong From, ulong To)> Gaps(IReadOnlyList<MapEntry> maps)
    {
        var from = LowestAddress;
        foreach (var map in maps.Where(map => map.Kind != MapKind.Vsyscall))
        {
            var to = map.Kind == MapKind.Stack ? Less(map.Start.Value, BelowStackBytes) : map.Start.Value;
            if (to > from)
                yield return (from, to);
            from = Math.Max(from, map.End.Value);
        }

        if (from < HighestAddress)
            yield return (from, HighestAddress);
    }

    /// <summary>As high in a gap as the reach allows.</summary>
    private static RemotePtr? Place(ulong from, ulong to, RemotePtr start, RemotePtr end, ulong bytes)
    {
        var lowest = Math.Max(from + MarginBytes, Less(end.Value, Reach));
        var highest = Math.Min(Less(to, MarginBytes), start.Value + Reach);
        return highest >= bytes && highest - bytes >= lowest ? new RemotePtr((highest - bytes) & ~(PageBytes - 1)) : null;
    }

    private static ulong Less(ulong value, ulong by) => value > by ? value - by : 0;
}
