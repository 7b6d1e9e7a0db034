using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Store.Codecs;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>
/// A queue of buffers, and the threads that turn them into chunks of a pack. The buffers are the bound: whoever adds waits for a free
/// one, so the queue never grows beyond the pool. The first failure is kept; after it buffers only flow back, so nobody waits for ever.
/// </summary>
internal sealed class PackWriter : IDisposable
{
    private const int DirectWriters = 4;
    private const int BehindTheTarget = 10;
    private readonly object _gate = new();
    private readonly Queue<ChunkTask> _queue = new();
    private readonly ChunkIndexer _chunks;
    private readonly ImageCompression _compression;
    private readonly PackFile _pack;
    private readonly StoreKey? _key;
    private readonly Thread[] _threads;
    private bool _closed;
    private int _atWork;
    private Exception? _failure;

    private delegate bool NextTask(out ChunkTask next);

    /// <summary>A new pack.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">Where it lies until it is finished.</param>
    /// <param name="catalog">Knows which chunks there are already.</param>
    /// <param name="compression">Whether chunks are compressed and identified, or written as they are.</param>
    /// <param name="cached">Whether it goes by way of the page cache, and stays there.</param>
    /// <param name="key">With what chunks are encrypted, if they are; then they are compressed at once as well.</param>
    public PackWriter(string name, string path, Catalog catalog, ImageCompression compression, bool cached = false, StoreKey? key = null)
    {
        Assert.Always(key is null || compression == ImageCompression.Inline);
        _key = key;
        _chunks = new ChunkIndexer(name, catalog);
        _compression = compression;
        _pack = new PackFile(path, cached, dense: compression == ImageCompression.Deferred && !cached);
        var writers = WriterCount(compression, cached);
        _threads = new Thread[writers + HelperCount(compression, cached)];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(i < writers ? Work : Help) { IsBackground = true, Name = "pack writer" };
            _threads[i].Start();
        }
    }

    /// <summary>Hands a filled buffer over. The first failure of a worker comes out here or in <see cref="Finish"/>.</summary>
    public ChunkIndex Add(PageBuffer buffer) => Add(buffer, null, 1);

    /// <summary>Hands changed blocks of pages over, of which the bases are known.</summary>
    /// <returns>The index of the first part.</returns>
    public ChunkIndex Add(PatchBatch batch, ChunkHash[] bases, PatchedPage[] pages) =>
        Add(batch.Buffer, new PatchTask(bases, pages), (pages.Length + ImageLimits.PagesPerChunk - 1) / ImageLimits.PagesPerChunk);

    /// <summary>One more chunk, which lies in another pack.</summary>
    /// <param name="parts">Its parts; one, if it is not of patches.</param>
    /// <param name="pack">Where it lies.</param>
    public ChunkIndex Reuse(ReadOnlySpan<ChunkRecord> parts, string pack) => _chunks.Reuse(parts, pack);

    /// <summary>Waits until all that was handed over is identified.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (_queue.Count + _atWork > 0 && _failure is null)
                Monitor.Wait(_gate);
        }

        ThrowFailure();
    }

    /// <summary>The identity of a chunk. Precondition: it was handed over before the last <see cref="Drain"/>.</summary>
    public ChunkHash HashOf(ChunkIndex chunk) => _chunks.HashOf(chunk);

    /// <summary>Waits for the workers, puts the pack on disk, and answers the table.</summary>
    /// <param name="trim">Takes out of the table what is not needed after all; its bytes become holes.</param>
    public ChunkTable Finish(Func<ChunkTable, ChunkTable>? trim = null)
    {
        Stop();
        ThrowFailure();
        var whole = _chunks.ToTable();
        var table = trim?.Invoke(whole) ?? whole;
        if (!ReferenceEquals(table, whole))
            _pack.Keep(table.UsedOfOwn);
        _pack.Flush();
        FailurePoints.Reach("pack-synced");
        return table;
    }

    public void Dispose()
    {
        lock (_gate)
            _failure ??= new ObjectDisposedException(nameof(PackWriter));
        Stop();
        _pack.Dispose();
    }

    // Compression takes all processors; raw writes wait for the disk, which is fastest with four at once, or copy to the page cache as fast as memory is.
    private static int WriterCount(ImageCompression compression, bool cached) => (compression, cached) switch
    {
        (ImageCompression.Deferred, true) => 1,
        (ImageCompression.Deferred, false) => DirectWriters,
        _ => Math.Clamp(Environment.ProcessorCount, 2, 16),
    };

    // While raw writes wait for the disk, processors that nobody wants make some of the chunks smaller.
    private static int HelperCount(ImageCompression compression, bool cached) =>
        compression == ImageCompression.Deferred && !cached && Environment.ProcessorCount > 1 ? Math.Min(Environment.ProcessorCount, 4) : 0;

    private ChunkIndex Add(PageBuffer buffer, PatchTask? patches, int parts)
    {
        Assert.Always(buffer.Length > 0);
        try
        {
            lock (_gate)
            {
                Assert.Always(!_closed);
                ThrowFailure();
                var index = _chunks.Next(parts);
                _queue.Enqueue(new ChunkTask(buffer, index, patches));
                Monitor.Pulse(_gate);
                return index;
            }
        }
        catch
        {
            buffer.Return();
            throw;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads)
            thread.Join();
    }

    private void ThrowFailure()
    {
        switch (Volatile.Read(ref _failure))
        {
            case null:
                return;
            case PerdureException known:
                throw new PerdureException(known.Lines, known.Hint, known.ExitCode);
            case var bug:
                throw new InvalidOperationException("a pack writer failed", bug);
        }
    }

    private ChunkForm Form => _compression switch
    {
        ImageCompression.Deferred => ChunkForm.AsIs,
        ImageCompression.Small => ChunkForm.Small,
        _ => ChunkForm.Final,
    };

    private void Help() => Work(() => new ChunkWorker(_pack, _chunks, ChunkForm.Smaller), NextForHelper);

    private void Work()
    {
        if (_compression == ImageCompression.Small)
            _ = Scheduling.SetNice(default, BehindTheTarget);
        Work(() => new ChunkWorker(_pack, _chunks, Form, _key), Next);
    }

    private void Work(Func<ChunkWorker> makeWorker, NextTask takeNext)
    {
        ChunkWorker? worker = null;
        while (takeNext(out var next))
        {
            Guard(() => (worker ??= makeWorker()).Store(next));
            next.Buffer.Return();
            lock (_gate)
            {
                _atWork--;
                if (_atWork == 0 && _queue.Count == 0)
                    Monitor.PulseAll(_gate);
            }
        }

        Guard(() => worker?.Finish());
        worker?.Dispose();
    }

    private bool Next(out ChunkTask next)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed)
                Monitor.Wait(_gate);
            return TryTake(out next);
        }
    }

    private bool TryTake(out ChunkTask next)
    {
        var isThere = _queue.TryDequeue(out next);
        _atWork += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Helpers leave alone what the writers can do at once. They poll: a wake-up that reached one of them would be lost to the writers.</summary>
    private bool NextForHelper(out ChunkTask next)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_queue.Count > DirectWriters)
                    return TryTake(out next);
                next = default;
                if (_closed)
                    return false;
            }

            Thread.Sleep(1);
        }
    }

    private void Guard(Action work)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
                work();
        }
        catch (DllNotFoundException e)
        {
            Fail(new PerdureException($"cannot compress: {e.Message}", "apt install liblz4-1 libzstd1"));
        }
        catch (Exception e)
        {
            // A thread's exception would end the process, and with it the care for the target: Add and Finish throw it.
            Fail(e);
        }
    }

    private void Fail(Exception e)
    {
        lock (_gate)
        {
            _failure ??= e;
            Monitor.PulseAll(_gate);
        }
    }
}
