using System.Runtime.InteropServices;

namespace Perdure.Store.Retention;

/// <summary>
/// What the disk gets back when checkpoints go one after the other, in a fixed order. Checkpoints share chunks, and chunks share blocks of their pack: a block is free
/// with the last checkpoint that needs a chunk in it. So each block needs only be told the last step, and one pass over the blocks has all the sums.
/// </summary>
/// <param name="steps">How many checkpoints may go. Step n is the n-th to go; <paramref name="steps"/> itself stands for those that stay.</param>
internal sealed class SpaceLedger(int steps)
{
    /// <summary>Holes are whole blocks.</summary>
    public const int Block = 4096;

    private readonly Dictionary<string, Dictionary<long, (int Length, int Last)>> _packs = [];
    private readonly long[] _ownFiles = new long[steps + 1];

    /// <summary>A file that one checkpoint has for itself.</summary>
    public void AddFile(long bytes, int step) => _ownFiles[step] += bytes;

    /// <summary>A chunk that a checkpoint needs, and that goes at this step.</summary>
    public void AddChunk(string pack, long offset, int length, int step)
    {
        ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_packs, pack, out _);
        places ??= [];
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, offset, out _);
        place = (Math.Max(place.Length, length), Math.Max(place.Last, step));
    }

    /// <summary>Bytes that each step gives back; the last number is what stays at the end.</summary>
    public long[] BytesBySteps()
    {
        var bytes = (long[])_ownFiles.Clone();
        foreach (var places in _packs.Values)
            AddBlocks(places, bytes);
        return bytes;
    }

    private static void AddBlocks(Dictionary<long, (int Length, int Last)> places, long[] bytes)
    {
        // The last block of a chunk is kept open: the next chunk may begin in it.
        var (open, openLast) = (-1L, 0);
        foreach (var (offset, (length, last)) in places.OrderBy(place => place.Key))
        {
            var first = Math.Max(offset / Block, open);
            var end = Math.Max((offset + length - 1) / Block, open);
            if (first == open)
                openLast = Math.Max(openLast, last);
            if (end == open)
                continue;
            if (open >= 0)
                bytes[openLast] += Block;
            bytes[last] += (end - (first == open ? first + 1 : first)) * Block;
            (open, openLast) = (end, last);
        }
        if (open >= 0)
            bytes[openLast] += Block;
    }
}
