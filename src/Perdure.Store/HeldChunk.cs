namespace Perdure.Store;

/// <summary>The chunk that was read last. Pages that are asked for later are added to it. One thread at a time.</summary>
/// <param name="image">Where it is read from.</param>
public sealed class HeldChunk(ImageReader image)
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(ImageLimits.ChunkBytes, pinned: true);
    private ulong _pages;

    /// <summary>Which it is; null if none was read, or reading it failed.</summary>
    public ChunkIndex? Chunk { get; private set; }

    /// <summary>Its bytes, of which only pages that were asked for are defined.</summary>
    public ReadOnlySpan<byte> Bytes => Chunk is { } chunk ? _bytes.AsSpan(0, image.ChunkLength(chunk)) : default;

    /// <summary>Sees to it that it is this chunk, with these pages.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="pages">The pages, bit 0 is the first.</param>
    /// <returns>As <see cref="Bytes"/>.</returns>
    public ReadOnlySpan<byte> Hold(ChunkIndex chunk, ulong pages = ulong.MaxValue)
    {
        if (Chunk != chunk)
            _pages = 0;
        if ((pages & ~_pages) != 0)
        {
            Chunk = null;
            image.ReadChunk(chunk, _bytes, pages & ~_pages);
            _pages = image.IsPatched(chunk) ? _pages | pages : ulong.MaxValue;
            Chunk = chunk;
        }

        return Bytes;
    }
}
