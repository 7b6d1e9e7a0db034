using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>A huge page that is cut into the rooms of several <see cref="PageBuffer"/>s; it is freed with the last of them. The pool's lock guards it.</summary>
#pragma warning disable CA1001 // Its memory goes with the last room.
internal sealed class BufferSlab
#pragma warning restore CA1001
{
    private const int Rooms = AlignedBuffer.HugePageBytes / ImageLimits.ChunkBytes;
    private readonly AlignedBuffer _memory = new();
    private int _given;
    private int _released;

    public Span<byte> Span => _memory.Span;

    public bool IsFull => _given == Rooms;

    /// <summary>Where the next room begins. Precondition: not full.</summary>
    public int Take() => _given++ * ImageLimits.ChunkBytes;

    /// <summary>One room is not needed any more.</summary>
    public void Release()
    {
        if (++_released == _given)
            _memory.Dispose();
    }
}
