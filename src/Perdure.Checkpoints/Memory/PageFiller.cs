using Perdure.Kernel.Faults;
using Perdure.Store;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Fills the memory of blank processes and of shared objects from the chunks of an image, chunk by chunk on several threads: each chunk is
/// read and checked once, and its pages go where they belong.
/// </summary>
internal sealed class PageFiller
{
    private const int MostThreads = 8;
    private const int ChunksPerThread = 4;
    private const int ChunkBytes = 64 * PageCollector.PageBytes;
    private readonly ImageReader _reader;
    private readonly List<(PageRun Run, IPageTarget Target)>?[] _byChunk;
    private Exception? _failure;
    private int _next = -1;

    public PageFiller(ImageReader reader)
    {
        _reader = reader;
        _byChunk = new List<(PageRun, IPageTarget)>?[reader.ChunkCount];
    }

    /// <summary>Plans to fill a target with the pages of a map.</summary>
    public void Add(PageMap map, IPageTarget target)
    {
        foreach (var run in map.Runs)
            (_byChunk[run.Chunk.Value] ??= new List<(PageRun, IPageTarget)>(1)).Add((run, target));
    }

    /// <summary>Fills everything that was planned.</summary>
    public void FillAll()
    {
        // Where the disk is read, several reads have to be under way at once; where the page cache is, the processors are the limit.
        var most = _reader.IsCold ? MostThreads : Math.Clamp(Environment.ProcessorCount, 1, MostThreads);
        var helpers = new Thread[Math.Clamp(_byChunk.Count(runs => runs is not null) / ChunksPerThread, 0, most - 1)];
        for (var index = 0; index < helpers.Length; index++)
        {
            helpers[index] = new Thread(Work) { Name = "page filler", IsBackground = true };
            helpers[index].Start();
        }

        Work();
        foreach (var helper in helpers)
            helper.Join();
        if (_failure is not null)
            throw _failure;
    }

    private void Work()
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (_failure is null)
            {
                var chunk = Interlocked.Increment(ref _next);
                if (chunk >= _byChunk.Length)
                    return;
                if (chunk == _byChunk.Length / 2)
                    FailurePoints.Reach("half-filled");
                if (_byChunk[chunk] is { } runs)
                    Fill(new ChunkIndex(chunk), runs, buffer);
            }
        }
#pragma warning disable CA1031 // It is thrown again on the thread that waits.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= failure;
        }
    }

    private void Fill(ChunkIndex chunk, List<(PageRun Run, IPageTarget Target)> runs, byte[] buffer)
    {
        var wanted = 0UL;
        foreach (var (run, _) in runs)
            wanted |= run.PagesOfChunk;
        _reader.ReadChunk(chunk, buffer, wanted);
        foreach (var (run, target) in runs)
        {
            var bytes = buffer.AsSpan((int)run.PageInChunk * PageCollector.PageBytes, (int)run.PageCount * PageCollector.PageBytes);
            target.Write(run.FirstPage, bytes);
        }
    }
}
