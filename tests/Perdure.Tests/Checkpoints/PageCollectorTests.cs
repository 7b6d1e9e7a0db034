using Perdure.Checkpoints.Memory;
using Perdure.Store;
using Perdure.Tests.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What a running program takes away under our hands must not take its neighbours along.</summary>
public sealed class PageCollectorTests : IDisposable
{
    private const int PageBytes = PageCollector.PageBytes;
    private readonly ScratchStore _scratch = new();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(63)]
    public void A_page_that_has_gone_leaves_those_behind_it(int gone)
    {
        var map = new PageMap(1);
        using var writer = _scratch.Store.Begin(new CheckpointLabel("hole", 1, "x"));
        var collector = new PageCollector(writer, writer.Buffers, map, (first, into) => Read(first, into, (ulong)gone), (_, _) => 0);
        // A whole window, and two parts that share a chunk.
        collector.Add(new PageRange(0, 64));
        collector.Add(new PageRange(70, 80));
        collector.Add(new PageRange(90, 100));
        collector.Flush();
        writer.AddPageMaps([map]);
        var id = writer.Commit(new ImageTotals(1, 1, 1)).Id;
        using var reader = _scratch.Store.OpenImage(id);
        foreach (var page in (IEnumerable<ulong>)[.. Pages(0, 64), .. Pages(70, 80), .. Pages(90, 100)])
            Assert.Equal(page == (ulong)gone ? null : page + 1, Content(reader, page));
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>As process_vm_readv: up to the first page that is not there. Each page says its number, from 1.</summary>
    private static int Read(ulong first, Span<byte> into, ulong gone)
    {
        var done = 0;
        for (var page = first; done < into.Length && page != gone; page++, done += PageBytes)
            into.Slice(done, PageBytes).Fill((byte)(page + 1));
        return done;
    }

    private static IEnumerable<ulong> Pages(ulong first, ulong end)
    {
        for (var page = first; page < end; page++)
            yield return page;
    }

    private static ulong? Content(ImageReader reader, ulong page)
    {
        if (!reader.ReadPageMaps()[0].TryFind(page, out var run))
            return null;
        var chunk = new byte[reader.ChunkLength(run.Chunk)];
        reader.ReadChunk(run.Chunk, chunk);
        return chunk[(int)(run.PageInChunk + (page - run.FirstPage)) * PageBytes];
    }
}
