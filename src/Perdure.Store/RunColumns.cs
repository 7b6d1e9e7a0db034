using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>Writes runs of page maps, column by column; <see cref="RunColumnReader"/> reads them.</summary>
/// <param name="chunks">The chunks that the runs refer to.</param>
internal sealed class RunColumns(ChunkRecord[] chunks)
{
    /// <summary>How many columns there are.</summary>
    public const int Count = 4;

    private readonly ByteBuilder _gaps = new();
    private readonly ByteBuilder _lengths = new();
    private readonly ByteBuilder _packs = new();
    private readonly ByteBuilder _steps = new();
    private readonly Dictionary<int, long> _endInPack = [];
    private ulong _end;

    public IEnumerable<byte[]> Written => [_gaps.Written.ToArray(), _lengths.Written.ToArray(), _packs.Written.ToArray(), _steps.Written.ToArray()];

    /// <summary>The next run is the first of a map.</summary>
    public void Begin() => _end = 0;

    public void Add(PageRun run)
    {
        var pack = chunks[run.Chunk.Value].Pack;
        var place = ((long)run.Chunk.Value * ImageLimits.PagesPerChunk) + run.PageInChunk;
        var step = place - _endInPack.GetValueOrDefault(pack);
        _gaps.Varying(run.FirstPage - _end);
        _lengths.Varying(run.PageCount);
        _packs.Varying((ulong)pack);
        _steps.Varying((ulong)((step << 1) ^ (step >> 63)));
        _end = run.EndPage;
        _endInPack[pack] = place + run.PageCount;
    }
}
