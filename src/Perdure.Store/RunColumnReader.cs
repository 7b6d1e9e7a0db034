using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>Reads what <see cref="RunColumns"/> wrote, from possibly hostile bytes.</summary>
internal sealed class RunColumnReader(ChunkRecord[] chunks, IReadOnlyList<byte[]> parts, string what)
{
    private readonly Dictionary<int, long> _endInPack = [];
    private readonly int[] _at = new int[RunColumns.Count];
    private ulong _end;

    /// <summary>The next run is the first of a map.</summary>
    public void Begin() => _end = 0;

    /// <summary>The next runs. Whether they make sense is still to be checked, but for their chunks.</summary>
    public List<PageRun> Take(int count)
    {
        if (count > parts[1].Length - _at[0])
            throw Damaged("it has fewer runs than it says");
        var runs = new List<PageRun>(count);
        for (; count > 0; count--)
            runs.Add(Next());
        return runs;
    }

    /// <summary>All must have been read.</summary>
    public void End()
    {
        for (var column = 0; column < RunColumns.Count; column++)
        {
            if (_at[column] != parts[1 + column].Length)
                throw Damaged("bytes are left over");
        }
    }

    private PageRun Next()
    {
        var (gap, length, pack, step) = (Number(0), Number(1), Number(2), Number(3));
        var place = unchecked(_endInPack.GetValueOrDefault((int)pack) + ((long)(step >> 1) ^ -(long)(step & 1)));
        if (length is 0 or > ImageLimits.PagesPerChunk || pack > ImageLimits.Packs || place < 0 || place / ImageLimits.PagesPerChunk >= chunks.Length)
            throw Damaged("a run lies in no chunk");
        _endInPack[(int)pack] = place + (long)length;
        var first = unchecked(_end + gap);
        if (first < _end || first > ImageLimits.Pages - length)
            throw Damaged("a run lies outside of any memory");
        _end = first + length;
        return new PageRun(first, (uint)length, new ChunkIndex((int)(place / ImageLimits.PagesPerChunk)), (uint)(place % ImageLimits.PagesPerChunk));
    }

    private ulong Number(int column)
    {
        var bytes = parts[1 + column].AsSpan(_at[column]);
        ulong value = 0;
        for (var at = 0; at < bytes.Length && at < 10; at++)
        {
            value |= (ulong)(bytes[at] & 0x7f) << (7 * at);
            if (bytes[at] < 0x80)
            {
                _at[column] += at + 1;
                return value;
            }
        }

        throw Damaged("it ends in the middle of a number");
    }

    private Kernel.PerdureException Damaged(string why) => StoreFailure.Damaged(what, why);
}
