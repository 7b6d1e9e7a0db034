using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>
/// The chunks of an image that were read last. Pages are asked for in address order, and neighbours mostly lie in the same chunk, so a few
/// are enough. One thread at a time.
/// </summary>
internal sealed class ChunkCache(ImageReader image)
{
    private const int Slots = 32;
    private const int ChunkBytes = 64 * 4096;
    private readonly Slot[] _slots = new Slot[Slots];
    private long _clock;

    /// <summary>The raw bytes of a chunk; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ChunkIndex chunk)
    {
        ref var oldest = ref _slots[0];
        for (var index = 0; index < Slots; index++)
        {
            ref var slot = ref _slots[index];
            if (slot.Bytes is not null && slot.Chunk == chunk && slot.Length > 0)
            {
                slot.LastUse = ++_clock;
                return slot.Bytes.AsSpan(0, slot.Length);
            }

            if (slot.LastUse < oldest.LastUse)
                oldest = ref slot;
        }

        oldest.Bytes ??= new byte[ChunkBytes];
        oldest.Length = 0;
        oldest.Length = image.ReadChunk(chunk, oldest.Bytes);
        (oldest.Chunk, oldest.LastUse) = (chunk, ++_clock);
        return oldest.Bytes.AsSpan(0, oldest.Length);
    }

    private struct Slot
    {
        public byte[]? Bytes;
        public ChunkIndex Chunk;
        public int Length;
        public long LastUse;
    }
}
