using System.Buffers.Binary;
using Perdure.Checkpoints.Memory;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>Reads single words of a process's memory out of its image.</summary>
internal sealed class ImageWords(PageMap map, ImageReader reader)
{
    private const int PageShift = 12;
    private readonly HeldChunk _chunk = new(reader);

    /// <summary>The word at an address; 0 where the image has nothing, and for one that lies across a page's border.</summary>
    public ulong Read(ulong address)
    {
        var inPage = (int)(address & (PageCollector.PageBytes - 1));
        if (inPage > PageCollector.PageBytes - sizeof(ulong) || !map.TryFind(address >> PageShift, out var run))
            return 0;
        var page = (int)(run.PageInChunk + ((address >> PageShift) - run.FirstPage));
        return BinaryPrimitives.ReadUInt64LittleEndian(_chunk.Hold(run.Chunk, 1UL << page)[((page * PageCollector.PageBytes) + inPage)..]);
    }
}
