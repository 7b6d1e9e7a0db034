using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// A fixed number of <see cref="PageBuffer"/>s. It is what bounds the memory of a checkpoint: who finds none free waits for the
/// writers. Thread-safe.
/// </summary>
public sealed class PageBufferPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<PageBuffer> _free = new();
    private BufferSlab? _slab;
    private int _unborn;
    private bool _disposed;

    /// <summary>A pool of at most <paramref name="buffers"/> buffers of 256 KiB, each made at its first use.</summary>
    public PageBufferPool(int buffers) => _unborn = buffers;

    /// <summary>How many could be rented without waiting.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
                return _free.Count + _unborn;
        }
    }

    /// <summary>An empty buffer; waits until there is one.</summary>
    public PageBuffer Rent()
    {
        lock (_gate)
        {
            while (_free.Count == 0 && _unborn == 0 && !_disposed)
                Monitor.Wait(_gate);
            Assert.Always(!_disposed);
            if (_free.TryPop(out var buffer))
                return buffer;
            _unborn--;
            _slab = _slab is null or { IsFull: true } ? new BufferSlab() : _slab;
            return new PageBuffer(this, _slab, _slab.Take());
        }
    }

    /// <summary>Makes that many buffers and touches their memory, so that the first use of none has to wait for the kernel.</summary>
    public void Warm(int buffers)
    {
        var warm = new List<PageBuffer>(buffers);
        for (var index = 0; index < buffers; index++)
        {
            warm.Add(Rent());
            for (var page = 0; page < ImageLimits.ChunkBytes; page += ImageLimits.PageBytes)
                warm[^1].Bytes[page] = 0;
        }

        foreach (var buffer in warm)
            buffer.Return();
    }

    /// <summary>Frees the buffers. Those still out are freed when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_free.TryPop(out var buffer))
                buffer.Free();
            Monitor.PulseAll(_gate);
        }
    }

    internal void TakeBack(PageBuffer buffer)
    {
        buffer.Length = 0;
        lock (_gate)
        {
            if (_disposed)
                buffer.Free();
            else
                _free.Push(buffer);
            Monitor.Pulse(_gate);
        }
    }
}
