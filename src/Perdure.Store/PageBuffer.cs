using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Room for one chunk, rented from a <see cref="PageBufferPool"/>. Whoever holds it gives it on to a writer, or gives it back.
/// </summary>
public sealed class PageBuffer
{
    private readonly BufferSlab _slab;
    private readonly int _start;
    private readonly PageBufferPool _pool;
    private int _length;

    internal PageBuffer(PageBufferPool pool, BufferSlab slab, int start)
    {
        _pool = pool;
        _slab = slab;
        _start = start;
    }

    /// <summary>All the room (256 KiB), on a page border. Undefined until written.</summary>
    public Span<byte> Bytes => _slab.Span.Slice(_start, ImageLimits.ChunkBytes);

    /// <summary>How many of the bytes are in use: 1 to 256 KiB, and whole pages wherever the chunk holds memory.</summary>
    public int Length
    {
        get => _length;
        set
        {
            Assert.Always(value is >= 0 and <= ImageLimits.ChunkBytes);
            _length = value;
        }
    }

    /// <summary>The bytes in use.</summary>
    public ReadOnlySpan<byte> Content => Bytes[.._length];

    /// <summary>Gives the buffer back to its pool unused. A buffer that was handed to a writer comes back by itself.</summary>
    public void Return() => _pool.TakeBack(this);

    internal void Free() => _slab.Release();
}
