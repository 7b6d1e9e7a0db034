using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>
/// Turns buffers into chunks of a pack, on threads of its own. The buffers are the bound: whoever adds waits for one, so the queue never grows beyond
/// the pool. The first failure is kept; after it buffers only flow back, so nobody waits for ever.
/// </summary>
internal sealed class PackWriter : IDisposable
{
    // Offsets and lengths of direct writes are whole blocks of this.
    private const int Block = 4096;
    private readonly object _gate = new();
    private readonly Queue<(PageBuffer Buffer, int Index)> _queue = new();
    private readonly List<ChunkRecord> _records = [];
    private readonly Dictionary<ChunkHash, ChunkRecord> _known = [];
    private readonly List<string> _packs;
    private readonly Thread[] _workers;
    private readonly Catalog _catalog;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly ImageCompression _compression;
    private readonly bool _direct;
    private long _end;
    private bool _closed;
    private Exception? _failure;

    public PackWriter(string name, string path, Catalog catalog, ImageCompression compression)
    {
        _packs = [name];
        _path = path;
        _catalog = catalog;
        _compression = compression;
        _file = compression == ImageCompression.Deferred ? StoreFiles.CreateDirect(path, out _direct) : StoreFiles.CreateNew(path);
        _workers = new Thread[WorkerCount(compression)];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = "pack writer" };
            _workers[i].Start();
        }
    }

    /// <summary>Bytes in the pack's own file.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
                return _end;
        }
    }

    /// <summary>Hands a filled buffer over. The first failure of a worker comes out here or in <see cref="Finish"/>.</summary>
    public ChunkIndex Add(PageBuffer buffer)
    {
        Assert.Always(buffer.Length > 0);
        lock (_gate)
        {
            Assert.Always(!_closed);
            if (_failure is not null || _records.Count == ImageLimits.Chunks)
            {
                buffer.Return();
                throw Failure() ?? new PerdureException($"cannot write {_path}: more than {ImageLimits.Chunks} chunks");
            }
            _records.Add(default);
            _queue.Enqueue((buffer, _records.Count - 1));
            Monitor.Pulse(_gate);
            return new ChunkIndex(_records.Count - 1);
        }
    }

    /// <summary>Waits for the workers, puts the pack on disk, and answers the table.</summary>
    public ChunkTable Finish()
    {
        Stop();
        if (Failure() is { } failure)
            throw failure;
        StoreFiles.Flush(_file, _path);
        _file.Dispose();
        return new ChunkTable(_packs, [.. _records]);
    }

    public void Dispose()
    {
        lock (_gate)
            _failure ??= new ObjectDisposedException(nameof(PackWriter));
        Stop();
        _file.Dispose();
    }

    private static int WorkerCount(ImageCompression compression) =>
        Math.Clamp(Environment.ProcessorCount, 2, compression == ImageCompression.Deferred ? 4 : 16);

    private void Stop()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var worker in _workers)
            worker.Join();
    }

    private Exception? Failure() => _failure switch
    {
        null => null,
        PerdureException known => new PerdureException(known.Message, known.Hint, known.ExitCode),
        var bug => new InvalidOperationException("a pack writer failed", bug),
    };

    private void Work()
    {
        ChunkPacker? packer = null;
        while (Next(out var buffer, out var index))
        {
            try
            {
                Store(buffer, index, ref packer);
            }
            catch (DllNotFoundException e)
            {
                Fail(new PerdureException($"cannot compress: {e.Message}", "apt install liblz4-1 libzstd1"));
            }
            catch (Exception e)
            {
                // A thread's exception would end the process, and with it the care for the target: it is thrown again by Finish.
                Fail(e);
            }
            finally
            {
                buffer.Return();
            }
        }
        packer?.Dispose();
    }

    private bool Next(out PageBuffer buffer, out int index)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed)
                Monitor.Wait(_gate);
            var any = _queue.TryDequeue(out var next);
            (buffer, index) = next;
            return any;
        }
    }

    private void Fail(Exception e)
    {
        lock (_gate)
            _failure ??= e;
    }

    private void Store(PageBuffer buffer, int index, ref ChunkPacker? packer)
    {
        if (Volatile.Read(ref _failure) is not null)
            return;
        if (_compression == ImageCompression.Deferred)
            StoreAsIs(buffer, index);
        else
            StorePacked(buffer, index, packer ??= new ChunkPacker(ImageLimits.ChunkBytes));
    }

    private void StoreAsIs(PageBuffer buffer, int index)
    {
        var length = buffer.Length;
        var padded = (length + Block - 1) / Block * Block;
        buffer.Bytes[length..padded].Clear();
        var record = new ChunkRecord(0, 0, length, length, Codec.Raw, QuickSum.Of(buffer.Content), default);
        long offset;
        lock (_gate)
        {
            offset = _end;
            _end += padded;
            _records[index] = record with { Offset = offset };
        }
        StoreFiles.Write(_file, _path, buffer.Bytes[..padded], offset);
    }

    private void StorePacked(PageBuffer buffer, int index, ChunkPacker packer)
    {
        var stored = packer.Pack(buffer.Content, out var codec);
        var record = new ChunkRecord(0, 0, stored.Length, buffer.Length, codec, QuickSum.Of(stored), ChunkHash.Of(stored));
        lock (_gate)
        {
            var found = Find(record);
            _records[index] = found ?? (record = record with { Offset = _end });
            if (found is not null)
                return;
            _known[record.Hash] = record;
            _end += stored.Length;
        }
        StoreFiles.Write(_file, _path, stored, record.Offset);
    }

    private ChunkRecord? Find(ChunkRecord record)
    {
        if (_known.TryGetValue(record.Hash, out var own))
            return own.Codec == record.Codec && own.RawLength == record.RawLength ? own : null;
        if (_catalog.FindChunk(record.Hash, record.Codec, record.RawLength, record.StoredLength) is not { } place)
            return null;
        var pack = _packs.IndexOf(place.Pack);
        if (pack < 0 && _packs.Count == ImageLimits.Packs)
            return null;
        if (pack < 0)
        {
            pack = _packs.Count;
            _packs.Add(place.Pack);
        }
        return _known[record.Hash] = record with { Pack = pack, Offset = place.Offset };
    }
}
