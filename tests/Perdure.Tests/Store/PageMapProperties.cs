using FsCheck;
using FsCheck.Fluent;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>The page map against a model that keeps one entry for each page.</summary>
public sealed class PageMapProperties
{
    private const int Chunks = 6;
    private static readonly ChunkRecord[] Table =
        [.. Enumerable.Range(0, Chunks).Select(_ => new ChunkRecord(0, 0, 1, ImageLimits.ChunkBytes, Codec.Zstd, default, default))];

    // First page, page count, chunk (-1: remove), page in chunk.
    private static readonly Gen<(int First, int Count, int Chunk, int InChunk)> Change =
        from first in Gen.Choose(0, 300)
        from count in Gen.Choose(1, 40)
        from chunk in Gen.Choose(-1, Chunks - 1)
        from place in Gen.Choose(0, 24)
        select (first, count, chunk, place);

    private static readonly Arbitrary<(int First, int Count, int Chunk, int InChunk)[]> Changes = Change.ArrayOf().ToArbitrary();

    [Fact]
    public void What_is_added_last_wins_on_every_page() => Prop.ForAll(Changes, changes =>
    {
        var model = new SortedDictionary<ulong, (int Chunk, uint Page)>();
        var map = new PageMap(1);
        foreach (var change in changes)
            Apply(map, model, change);
        return Agree(map, model);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_stays_right_when_it_is_read_between_changes() => Prop.ForAll(Changes, changes =>
    {
        var model = new SortedDictionary<ulong, (int Chunk, uint Page)>();
        var map = new PageMap(1);
        return changes.All(change =>
        {
            Apply(map, model, change);
            return Agree(map, model);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decoding_undoes_encoding() => Prop.ForAll(Changes, changes =>
    {
        var map = new PageMap(-5);
        foreach (var change in changes)
            Apply(map, [], change);
        var decoded = PageMapSection.Decode(PageMapSection.Encode([map, new PageMap(9)], Table), Table, "test");
        return decoded.Count == 2 && decoded[0].ObjectId == -5 && decoded[0].Runs.SequenceEqual(map.Runs) && decoded[1].Runs.Count == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_a_sound_map_or_an_error() => Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), bytes =>
    {
        try
        {
            foreach (var map in PageMapSection.Decode(bytes, Table, "test").Concat(PageMapSection.DecodePlain(bytes, Table, "test")))
                Assert.True(map.Runs.Zip(map.Runs.Skip(1)).All(pair => pair.First.EndPage <= pair.Second.FirstPage));
        }
        catch (PerdureException)
        {
            // An error is right.
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(10, 5, 12, 5, "not sorted")]
    [InlineData(10, 5, 3, 2, "not sorted")]
    [InlineData(10, 0, 30, 1, "not sorted")]
    [InlineData(10, 65, 90, 1, "outside of its chunk")]
    public void Unsound_runs_are_refused(uint first, uint count, uint secondFirst, uint secondCount, string why)
    {
        var bytes = new ByteBuilder().U32(1).U64(1).U32(2)
            .U64(first).U32(count).U32(0).U32(0)
            .U64(secondFirst).U32(secondCount).U32(1).U32(0).Written.ToArray();
        Assert.Contains(why, Assert.Throws<PerdureException>(() => PageMapSection.DecodePlain(bytes, Table, "test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terabyte_of_reservation_is_removed_at_once()
    {
        var map = new PageMap(1);
        map.Add(new PageRun(1 << 20, 4, new ChunkIndex(0), 0));
        map.Remove(0, ImageLimits.Pages);
        Assert.Empty(map.Runs);
    }

    private static void Apply(PageMap map, SortedDictionary<ulong, (int Chunk, uint Page)> model, (int First, int Count, int Chunk, int InChunk) change)
    {
        for (var i = 0; i < change.Count; i++)
        {
            if (change.Chunk < 0)
                model.Remove((ulong)(change.First + i));
            else
                model[(ulong)(change.First + i)] = (change.Chunk, (uint)(change.InChunk + i));
        }
        if (change.Chunk < 0)
            map.Remove((ulong)change.First, (ulong)change.Count);
        else
            map.Add(new PageRun((ulong)change.First, (uint)change.Count, new ChunkIndex(change.Chunk), (uint)change.InChunk));
    }

    private static bool Agree(PageMap map, SortedDictionary<ulong, (int Chunk, uint Page)> model)
    {
        var pages = map.Runs.SelectMany(run => Enumerable.Range(0, (int)run.PageCount)
            .Select(i => (Page: run.FirstPage + (ulong)i, run.Chunk.Value, InChunk: run.PageInChunk + (uint)i)));
        var fused = map.Runs.Zip(map.Runs.Skip(1)).All(pair => !pair.First.GoesOnIn(pair.Second));
        return fused
            && map.PageCount == model.Count
            && pages.SequenceEqual(model.Select(pair => (pair.Key, pair.Value.Chunk, pair.Value.Page)))
            && model.All(pair => map.TryFind(pair.Key, out var run) && run.Chunk.Value == pair.Value.Chunk);
    }
}
