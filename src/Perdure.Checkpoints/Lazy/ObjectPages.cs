using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>The pages that the image keeps of one memory object, by place and by chunk.</summary>
internal sealed class ObjectPages
{
    private readonly PageMap _map;
    private readonly PageRun[] _byChunk;
    private readonly int[] _firstOfChunk;

    public ObjectPages(PageMap map, int chunks)
    {
        _map = map;
        var runs = map.Runs;
        _byChunk = new PageRun[runs.Count];
        _firstOfChunk = new int[chunks + 1];
        foreach (var run in runs)
            _firstOfChunk[run.Chunk.Value + 1]++;
        for (var chunk = 0; chunk < chunks; chunk++)
            _firstOfChunk[chunk + 1] += _firstOfChunk[chunk];
        var next = _firstOfChunk.AsSpan(0, chunks).ToArray();
        foreach (var run in runs)
            _byChunk[next[run.Chunk.Value]++] = run;
    }

    /// <summary>The run that holds a page.</summary>
    public bool TryFind(ulong page, out PageRun run) => _map.TryFind(page, out run);

    /// <summary>The runs that lie in a chunk.</summary>
    public ReadOnlySpan<PageRun> RunsOf(int chunk) => _byChunk.AsSpan(_firstOfChunk[chunk], _firstOfChunk[chunk + 1] - _firstOfChunk[chunk]);
}
