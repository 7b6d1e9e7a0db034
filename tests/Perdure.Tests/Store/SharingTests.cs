using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>Chunks that several checkpoints share: stored once, and kept until the last one goes.</summary>
public sealed class SharingTests : IDisposable
{
    private readonly ScratchStore _scratch = new();

    [Fact]
    public void Equal_chunks_are_stored_once()
    {
        var chunks = Pages.Mixed(1);
        var first = _scratch.Save("a", [.. chunks, .. chunks]);
        var second = _scratch.Save("b", chunks);
        Assert.True(first.UniqueBytes < chunks.Sum(chunk => chunk.Length));
        Assert.Equal(first.StoredBytes, second.StoredBytes);
        Assert.Equal(3, second.UniqueBytes);
        Assert.Equal(chunks, _scratch.Load(second.Id));
    }

    [Fact]
    public void Deleting_one_keeps_what_the_other_needs_and_frees_the_rest()
    {
        var shared = Pages.Noise(1);
        var first = _scratch.Save("a", [Pages.Noise(2), shared, Pages.Noise(3)]);
        var second = _scratch.Save("b", [shared]);
        var pack = _scratch.Store.Layout.Pack(first.Id.Value);
        var before = AllocatedBytes(pack);
        _scratch.Store.Delete(first.Id);
        Assert.Equal([shared], _scratch.Load(second.Id));
        Assert.True(_scratch.Store.Verify(second.Id).Ok);
        Assert.InRange(AllocatedBytes(pack), Pages.ChunkBytes, before - (2 * Pages.ChunkBytes) + 16384);
        _scratch.Store.Delete(second.Id);
        Assert.Empty(_scratch.Files());
        Assert.Throws<PerdureException>(() => _scratch.Store.Delete(second.Id));
    }

    [Fact]
    public void A_chunk_that_was_freed_is_written_again()
    {
        var lost = Pages.Words(2);
        var first = _scratch.Save("a", [lost, Pages.Words(1)]);
        _scratch.Save("b", [Pages.Words(1)]);
        _scratch.Store.Delete(first.Id);
        var third = _scratch.Save("c", [lost]);
        Assert.Equal([lost], _scratch.Load(third.Id));
    }

    [Fact]
    public void A_writer_keeps_the_chunk_it_found_while_its_owner_is_deleted()
    {
        var shared = Pages.Words(1);
        var first = _scratch.Save("a", [shared]);
        using (var writer = _scratch.Store.Begin(new CheckpointLabel("b", 1, "x")))
        {
            ScratchStore.Add(writer, shared);
            using (var other = ImageStore.Open(_scratch.Root))
                other.Delete(first.Id);
            Assert.Empty(_scratch.Store.List());
            writer.Commit(new ImageTotals(1, 1, 0));
        }
        _scratch.Reopen();
        Assert.Equal([shared], _scratch.Load(Assert.Single(_scratch.Store.List()).Id));
    }

    [Fact]
    public void A_reader_goes_on_reading_what_is_deleted_and_the_next_open_frees_it()
    {
        var chunk = Pages.Words(1);
        var entry = _scratch.Save("a", [chunk]);
        using (var reader = _scratch.Store.OpenImage(entry.Id))
        {
            _scratch.Store.Delete(entry.Id);
            var bytes = new byte[chunk.Length];
            reader.ReadChunk(new ChunkIndex(0), bytes);
            Assert.Equal(chunk, bytes);
        }
        _scratch.Reopen();
        Assert.Empty(_scratch.Files());
    }

    [Fact]
    public void Compacting_makes_a_deferred_checkpoint_small_and_shares_its_chunks()
    {
        var chunks = Pages.Mixed(1);
        var inline = _scratch.Save("inline", chunks);
        var deferred = _scratch.Save("deferred", chunks, ImageCompression.Deferred);
        // How many of its chunks were made smaller on the way depends on the processors; none is smaller than at the end.
        Assert.True(deferred.StoredBytes >= inline.StoredBytes);
        Assert.Equal([deferred.Id], _scratch.Store.ListDeferred());
        var compact = _scratch.Store.Compact(deferred.Id);
        Assert.Equal(inline.StoredBytes, compact.StoredBytes);
        Assert.Equal(3, compact.UniqueBytes);
        Assert.Empty(_scratch.Store.ListDeferred());
        Assert.Equal(compact, _scratch.Store.Find("deferred"));
        Assert.Equal(chunks, _scratch.Load(deferred.Id));
        Assert.Equal(compact, _scratch.Store.Compact(deferred.Id));
        Assert.False(File.Exists(_scratch.Store.Layout.Pack(deferred.Id.Value)));
        Assert.True(_scratch.Store.Verify(deferred.Id).Ok);
        _scratch.Store.Delete(inline.Id);
        Assert.Equal(chunks, _scratch.Load(deferred.Id));
        _scratch.Store.Delete(deferred.Id);
        Assert.Empty(_scratch.Files());
    }

    [Fact]
    public void Compacting_what_somebody_reads_lets_him_read_on()
    {
        var chunk = Pages.Words(1);
        var entry = _scratch.Save("a", [chunk], ImageCompression.Deferred);
        using (var reader = _scratch.Store.OpenImage(entry.Id))
        {
            _scratch.Store.Compact(entry.Id);
            var bytes = new byte[chunk.Length];
            reader.ReadChunk(new ChunkIndex(0), bytes);
            Assert.Equal(chunk, bytes);
        }
        _scratch.Reopen();
        Assert.Equal([chunk], _scratch.Load(entry.Id));
        Assert.Equal(2, _scratch.Files().Length);
    }

    [Fact]
    public void Two_writers_and_a_deleter_at_once()
    {
        var chunks = Pages.Mixed(1);
        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, worker =>
        {
            using var store = ImageStore.Open(_scratch.Root);
            for (var i = 0; i < 12; i++)
            {
                using (var writer = store.Begin(new CheckpointLabel($"w{worker}", worker, "x"), (ImageCompression)(i & 1)))
                {
                    foreach (var chunk in chunks)
                        ScratchStore.Add(writer, chunk);
                    writer.Commit(new ImageTotals(1, 1, 0));
                }
                if (i % 2 == 1)
                    store.Delete(store.Find($"w{worker}").Id);
            }
        });
        _scratch.Reopen();
        var left = _scratch.Store.List();
        Assert.Equal(18, left.Count);
        foreach (var entry in left)
            Assert.Empty(_scratch.Store.Verify(entry.Id).Problems);
        foreach (var entry in left)
            _scratch.Store.Delete(entry.Id);
        Assert.Empty(_scratch.Files());
    }

    public void Dispose() => _scratch.Dispose();

    private static long AllocatedBytes(string path)
    {
        using var du = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("du", ["--block-size=1", path]) { RedirectStandardOutput = true })!;
        return long.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0]);
    }
}
