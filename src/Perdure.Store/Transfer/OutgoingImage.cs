using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store.Transfer;

/// <summary>A checkpoint that leaves a store: its image file, and its chunks as they are stored. Not thread-safe.</summary>
public sealed class OutgoingImage : IDisposable
{
    private readonly AlignedBuffer _room = new(PackReader.RoomFor(ImageLimits.StoredChunkBytes));
    private readonly ImageReader _reader;

    private OutgoingImage(ImageReader reader) => _reader = reader;

    /// <summary>What the checkpoint is of.</summary>
    public CatalogEntry Entry => _reader.Entry;

    /// <summary>The image file. It stays there until Dispose.</summary>
    public string ImageFile => _reader.Image.Path;

    /// <summary>Opens one. If its chunks wait to be compressed they are compressed first: until then they have no identity. Null if there is no such checkpoint, or no more.</summary>
    public static OutgoingImage? TryOpen(ImageStore store, CheckpointId id)
    {
        try
        {
            Compact(store, id);
            return new OutgoingImage(store.OpenImage(id));
        }
        catch (PerdureException) when (!store.Has(id))
        {
            return null;
        }
    }

    /// <summary>The stored bytes of a chunk, checked; valid until the next call.</summary>
    /// <param name="index">Its place in the chunk table, which may come from elsewhere.</param>
    public ReadOnlySpan<byte> ReadChunk(int index) => _reader.ReadAsStored(new ChunkIndex(index), _room.Span);

    private static void Compact(ImageStore store, CheckpointId id)
    {
        try
        {
            _ = store.Compact(id);
        }
        catch (PerdureException) when (!store.ListDeferred().Contains(id))
        {
            // Another perdure, in the background as a rule, was quicker.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _room.Dispose();
    }
}
