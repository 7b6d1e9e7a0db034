using Perdure.Kernel;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

public sealed class RoundTripTests : IDisposable
{
    private readonly ScratchStore _scratch = new();

    [Theory]
    [InlineData(ImageCompression.Inline)]
    [InlineData(ImageCompression.Deferred)]
    public void What_was_written_is_read(ImageCompression compression)
    {
        var chunks = Pages.Mixed(1);
        var entry = _scratch.Save("one", chunks, compression);
        _scratch.Reopen();
        Assert.Equal(chunks, _scratch.Load(entry.Id));
        using var reader = _scratch.Store.OpenImage(entry.Id);
        Assert.Equal(entry, reader.Entry);
        Assert.Equal([1, 2, 3], reader.ReadSection(SectionKind.Program));
        Assert.False(reader.HasSection(SectionKind.Memory));
        Assert.Equal([entry], _scratch.Store.List());
        Assert.True(_scratch.Store.Verify(entry.Id).Ok);
    }

    [Fact]
    public void Every_codec_is_used_where_it_pays()
    {
        var entry = _scratch.Save("one", [Pages.Words(1), Pages.Letters(2), Pages.Noise(3)]);
        using var reader = _scratch.Store.OpenImage(entry.Id);
        var lengths = reader.Chunks.Records.Select(record => (double)record.StoredLength / record.RawLength).ToArray();
        Assert.InRange(lengths[0], 0.01, 0.58);
        Assert.InRange(lengths[1], 0.6, 0.9);
        Assert.Equal(1.0, lengths[2]);
    }

    [Fact]
    public void A_checkpoint_is_invisible_before_commit_and_gone_without_it()
    {
        using (var writer = _scratch.Store.Begin(new CheckpointLabel("never", 1, "x")))
        {
            ScratchStore.Add(writer, Pages.Words(1));
            Assert.Empty(_scratch.Store.List());
        }
        Assert.Empty(_scratch.Files());
    }

    [Fact]
    public void Many_threads_add_and_read_at_once()
    {
        var chunks = Enumerable.Range(0, 200).Select(i => Pages.Words(i, 4096 * (1 + (i % 64)))).ToArray();
        var places = new ChunkIndex[chunks.Length];
        CheckpointId id;
        using (var writer = _scratch.Store.Begin(new CheckpointLabel("many", 1, "x")))
        {
            Parallel.For(0, chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i => places[i] = ScratchStore.Add(writer, chunks[i]));
            id = writer.Commit(new ImageTotals(1, 1, 0)).Id;
        }
        using var reader = _scratch.Store.OpenImage(id);
        Parallel.For(0, chunks.Length, i =>
        {
            var bytes = new byte[chunks[i].Length];
            reader.ReadChunk(places[i], bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(chunks[i]));
        });
    }

    [Fact]
    public void Page_maps_come_back()
    {
        var map = new PageMap(7);
        map.Add(new PageRun(100, 64, new ChunkIndex(0), 0));
        map.Add(new PageRun(110, 2, new ChunkIndex(1), 3));
        using var writer = _scratch.Store.Begin(new CheckpointLabel("maps", 1, "x"));
        ScratchStore.Add(writer, Pages.Words(1));
        ScratchStore.Add(writer, Pages.Words(2));
        writer.AddPageMaps([map]);
        var entry = writer.Commit(new ImageTotals(1, 1, 0));
        using var reader = _scratch.Store.OpenImage(entry.Id);
        var read = Assert.Single(reader.ReadPageMaps());
        Assert.Equal(7, read.ObjectId);
        Assert.Equal(map.Runs, read.Runs);
        Assert.True(read.TryFind(111, out var run) && run.Chunk.Value == 1);
        Assert.False(read.TryFind(99, out _));
    }

    [Fact]
    public void A_page_map_that_points_outside_of_a_chunk_is_found_by_verify()
    {
        var map = new PageMap(7);
        map.Add(new PageRun(0, 64, new ChunkIndex(0), 0));
        using var writer = _scratch.Store.Begin(new CheckpointLabel("maps", 1, "x"));
        ScratchStore.Add(writer, Pages.Words(1, 4096));
        writer.AddPageMaps([map]);
        var entry = writer.Commit(new ImageTotals(1, 1, 0));
        Assert.Contains("outside of its chunk 0", Assert.Single(_scratch.Store.Verify(entry.Id).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_ids_are_found_and_near_misses_are_named()
    {
        var first = _scratch.Save("redis", []);
        var second = _scratch.Save("redis", []);
        Assert.Equal(second.Id, _scratch.Store.Find("redis").Id);
        Assert.Equal(first.Id, _scratch.Store.Find(first.Id.Value).Id);
        Assert.Equal(second.Id, _scratch.Store.Find(second.Id.Value[..11]).Id);
        var miss = Assert.Throws<PerdureException>(() => _scratch.Store.Find("rdis"));
        Assert.Contains(second.Id.Value, miss.Hint, StringComparison.Ordinal);
        Assert.Contains("2 checkpoints", Assert.Throws<PerdureException>(() => _scratch.Store.Find(first.Id.Value[..2])).Message, StringComparison.Ordinal);
        Assert.Throws<PerdureException>(() => _scratch.Store.Find(""));
    }

    public void Dispose() => _scratch.Dispose();
}
