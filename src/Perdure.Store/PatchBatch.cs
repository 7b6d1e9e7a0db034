using System.Numerics;
using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Changed blocks of pages, gathered until there are enough for a chunk, which is then handed to <see cref="ImageWriter.AddPatches"/>. One thread at a time.
/// </summary>
public sealed class PatchBatch
{
    private const int HeadBytes = 8;
    private const int PageHeadBytes = 8;
    private const int BaseBytes = 32;
    private readonly Dictionary<ChunkIndex, ushort> _places = [];
    private readonly List<ChunkIndex> _bases = [];
    private readonly List<PatchedPage> _pages = [];
    private readonly PageBuffer _buffer;

    /// <summary>An empty batch.</summary>
    /// <param name="buffer">Room for the blocks; goes with the batch.</param>
    public PatchBatch(PageBuffer buffer)
    {
        _buffer = buffer;
        buffer.Length = 0;
    }

    /// <summary>How many pages there are.</summary>
    public int Count => _pages.Count;

    internal PageBuffer Buffer => _buffer;

    internal IReadOnlyList<ChunkIndex> Bases => _bases;

    internal IReadOnlyList<PatchedPage> Pages => _pages;

    /// <summary>Gives the buffer back to its pool unused.</summary>
    public void Return() => _buffer.Return();

    /// <summary>Adds a page. False when there is no room for it: then the batch has to go first.</summary>
    /// <param name="content">The whole page.</param>
    /// <param name="changed">Which of its blocks differ.</param>
    /// <param name="before">Where it lies as it was.</param>
    /// <param name="pageBefore">The place there, in pages.</param>
    public bool TryAdd(ReadOnlySpan<byte> content, uint changed, ChunkIndex before, uint pageBefore)
    {
        Assert.Always(changed != 0 && content.Length == ImageLimits.PageBytes);
        var bytes = BitOperations.PopCount(changed) * PatchLimits.BlockBytes;
        var full = HeadBytes + ((_bases.Count + 1) * BaseBytes) + ((_pages.Count + 1) * PageHeadBytes) + _buffer.Length + bytes;
        if (_pages.Count == PatchLimits.Pages || full > ImageLimits.ChunkBytes)
            return false;
        if (!_places.TryGetValue(before, out var place))
        {
            _places.Add(before, place = (ushort)_bases.Count);
            _bases.Add(before);
        }

        var at = _buffer.Length;
        _buffer.Length = at + bytes;
        for (var blocks = changed; blocks != 0; blocks &= blocks - 1, at += PatchLimits.BlockBytes)
            content.Slice(BitOperations.TrailingZeroCount(blocks) * PatchLimits.BlockBytes, PatchLimits.BlockBytes).CopyTo(_buffer.Bytes[at..]);
        _pages.Add(new PatchedPage(changed, place, (ushort)pageBefore));
        return true;
    }
}
