using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>
/// The chunks of an image that were read last. Pages are asked for in address order, and neighbours mostly lie in the same chunk, so a few
/// are enough. One thread at a time.
/// </summary>
internal sealed class ChunkCache(ImageReader image)
{
    private const int Slots = 32;
    private readonly Slot[] _slots = new Slot[Slots];
    private long _clock;

    /// <summary>The raw bytes of a chunk; valid until the next call.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="pages">Which of its pages are needed; others are undefined.</param>
    public ReadOnlySpan<byte> Read(ChunkIndex chunk, ulong pages = ulong.MaxValue)
    {
        ref var oldest = ref _slots[0];
        for (var index = 0; index < Slots; index++)
        {
            ref var slot = ref _slots[index];
            if (slot.Held?.Chunk == chunk)
            {
                slot.LastUse = ++_clock;
                return slot.Held.Hold(chunk, pages);
            }

            if (slot.LastUse < oldest.LastUse)
                oldest = ref slot;
        }

        oldest.Held ??= new HeldChunk(image);
        oldest.LastUse = ++_clock;
        return oldest.Held.Hold(chunk, pages);
    }

    private struct Slot
    {
        public HeldChunk? Held;
        public long LastUse;
    }
}
