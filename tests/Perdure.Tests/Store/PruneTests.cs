using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Retention;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>Pruning: what goes, what comes back of the space, and what others who use the store see of it.</summary>
public sealed class PruneTests : IDisposable
{
    // What file systems take for their own lists of extents.
    private const long Slack = 32 << 10;
    private readonly ScratchStore _scratch = new();

    private ImageStore Store => _scratch.Store;

    [Fact]
    public void Half_of_a_shared_pack_comes_back_and_the_other_half_stays_whole()
    {
        byte[][] own = [Pages.Noise(1), Pages.Words(2), Pages.Letters(3), Pages.Noise(4, 5000)];
        byte[][] shared = [Pages.Noise(5), Pages.Words(6), Pages.Letters(7), Pages.Noise(8, 5000)];
        var first = _scratch.Save("a", own.Zip(shared, (left, right) => new[] { left, right }).SelectMany(pair => pair));
        var second = _scratch.Save("a", shared);
        var pack = Store.Layout.Pack(first.Id.Value);
        var before = StoreFiles.AllocatedBytes(pack);
        Store.Delete(first.Id);
        Assert.True(Store.Verify(second.Id).Ok);
        Assert.Equal(shared, _scratch.Load(second.Id));
        // Noise takes its whole length, letters three quarters; each chunk may keep a block at both ends.
        Assert.InRange(StoreFiles.AllocatedBytes(pack), 1, before - Pages.ChunkBytes - (Pages.ChunkBytes / 10 * 7) + (8 * 4096) + Slack);
        Store.Delete(second.Id);
        Assert.Empty(_scratch.Files());
    }

    [Fact]
    public void A_dry_run_says_what_the_run_then_does()
    {
        for (var i = 0; i < 6; i++)
            _scratch.Save("a", [Pages.Words(i), Pages.Words(100), Pages.Noise(i, 9000), Pages.Noise(100 + (i / 2))]);
        var rules = new PruneRules("a", KeepPolicy.Parse("last=2"), null);
        var all = Store.List();
        var promised = Store.Prune(rules, dryRun: true);
        Assert.Equal(all, Store.List());
        var before = StoreBytes();
        Assert.InRange(before - promised.FreedBytes, promised.StoreBytes - CatalogBytes() - Slack, promised.StoreBytes - CatalogBytes() + Slack);
        var outcome = Store.Prune(rules);
        Assert.Equal(all.Skip(4), Store.List());
        Assert.Equal(promised.Verdicts.Select(verdict => (verdict.Entry, verdict.Goes)), outcome.Verdicts.Select(verdict => (verdict.Entry, verdict.Goes)));
        Assert.Equal(["no rule keeps it", "no rule keeps it", "no rule keeps it", "no rule keeps it", "last 2", "newest, last 1"], outcome.Verdicts.Select(verdict => string.Join(", ", verdict.Reasons)));
        Assert.InRange(outcome.FreedBytes, promised.FreedBytes - Slack, promised.FreedBytes + Slack);
        Assert.InRange(before - StoreBytes(), outcome.FreedBytes - Slack, outcome.FreedBytes + Slack);
        Assert.DoesNotContain(Store.Prune(rules).Verdicts, verdict => verdict.Goes);
    }

    [Fact]
    public void A_size_takes_the_oldest_of_all_names_but_never_the_newest_of_one()
    {
        var ids = "abacbb".Select((name, i) => _scratch.Save($"{name}", [Pages.Noise(i), Pages.Noise(100)]).Id).ToList();
        var full = Store.Prune(new PruneRules(null, null, long.MaxValue));
        Assert.DoesNotContain(full.Verdicts, verdict => verdict.Goes);
        Assert.Equal(ids.Skip(1), Pruned(new PruneRules(null, null, full.StoreBytes - 1)));
        Assert.Equal(ids.Skip(2), Pruned(new PruneRules(null, null, full.StoreBytes - Pages.ChunkBytes - 10_000)));
        Assert.Equal([ids[2], ids[3], ids[5]], Pruned(new PruneRules(null, null, 1)));
        foreach (var id in ids.Where(id => Store.List().Any(entry => entry.Id == id)))
            Assert.True(Store.Verify(id).Ok);
    }

    [Fact]
    public void A_size_takes_of_what_the_policy_keeps_as_well_and_only_of_the_name()
    {
        var ids = "aabbbb".Select((name, i) => _scratch.Save($"{name}", [Pages.Noise(i)]).Id).ToList();
        var size = Store.Prune(new PruneRules(null, null, long.MaxValue), dryRun: true).StoreBytes;
        Assert.Equal([ids[0], ids[1], ids[4], ids[5]], Pruned(new PruneRules("b", KeepPolicy.Parse("last=3"), size - Pages.ChunkBytes - 10_000)));
    }

    [Fact]
    public void Clocks_that_jump_do_not_make_it_delete_the_newest()
    {
        var ids = new List<CheckpointId>();
        foreach (var year in (int[])[2026, 2039, 2026, 1999])
        {
            Store.Clock = new StoppedClock(new DateTimeOffset(year, 11, 20, 0, 0, 0, TimeSpan.Zero));
            ids.Add(_scratch.Save("a", [Pages.Noise(year)]).Id);
        }
        Assert.Equal([ids[1], ids[3]], Pruned(new PruneRules(null, KeepPolicy.Parse("last=1"), null)));
        Assert.Equal([ids[1], ids[3]], Pruned(new PruneRules(null, null, 1)));
    }

    [Fact]
    public void A_catalog_that_was_built_again_still_knows_which_is_the_newest()
    {
        var ids = Enumerable.Range(0, 4).Select(i => _scratch.Save("a", [Pages.Noise(i)]).Id).ToList();
        Store.Dispose();
        File.Delete(Store.Layout.CatalogFile);
        _scratch.Reopen();
        Assert.Equal([ids[3]], Pruned(new PruneRules(null, KeepPolicy.Parse("last=1"), null)));
    }

    [Fact]
    public void A_reader_reads_on_and_the_space_comes_back_after_it()
    {
        byte[][] chunks = [Pages.Noise(1), Pages.Noise(2)];
        var first = _scratch.Save("a", chunks);
        var last = _scratch.Save("a", [chunks[1]]);
        var pack = Store.Layout.Pack(first.Id.Value);
        using (var reader = Store.OpenImage(first.Id))
        {
            var outcome = Store.Prune(new PruneRules(null, KeepPolicy.Parse("last=1"), null));
            Assert.True(outcome.SpaceWaits);
            Assert.Equal(0, outcome.FreedBytes);
            Assert.Equal(last, Assert.Single(Store.List()));
            var bytes = new byte[Pages.ChunkBytes];
            reader.ReadChunk(new ChunkIndex(0), bytes);
            Assert.Equal(chunks[0], bytes);
        }
        _scratch.Reopen();
        Assert.Equal(Pages.ChunkBytes, StoreFiles.AllocatedBytes(pack));
        Assert.Equal([chunks[1]], _scratch.Load(last.Id));
    }

    [Fact]
    public void A_writer_keeps_the_chunk_it_found_in_a_pack_that_gets_holes()
    {
        byte[][] chunks = [Pages.Noise(1), Pages.Noise(2), Pages.Noise(3)];
        var first = _scratch.Save("a", chunks);
        _scratch.Save("a", [chunks[1]]);
        CheckpointId written;
        using (var writer = Store.Begin(new CheckpointLabel("b", 1, "x")))
        {
            ScratchStore.Add(writer, chunks[0]);
            Assert.True(Store.Prune(new PruneRules("a", KeepPolicy.Parse("last=1"), null)).SpaceWaits);
            written = writer.Commit(new ImageTotals(1, 1, 0)).Id;
        }
        _scratch.Reopen();
        Assert.Equal([chunks[0]], _scratch.Load(written));
        Assert.Equal(2 * Pages.ChunkBytes, StoreFiles.AllocatedBytes(Store.Layout.Pack(first.Id.Value)));
        Assert.Equal(Pages.ChunkBytes, Store.Find("a").StoredBytes - 3);
    }

    [Fact]
    public void A_pack_that_loses_a_user_while_it_is_looked_through_is_looked_through_again()
    {
        var chunk = Pages.Noise(1);
        var first = _scratch.Save("a", [chunk, Pages.Noise(2)]);
        var second = _scratch.Save("b", [chunk]);
        var pack = first.Id.Value;
        var users = Store.Catalog.FilesUsing(pack);
        using (FileLock.Shared(Store.Layout.UseLock))
            Store.Delete(second.Id);
        Assert.False(Store.Catalog.TryForgetPack(pack, users));
        Assert.Contains(new Garbage(Garbage.PackKind, pack), Store.Catalog.ListGarbage());
        Assert.True(Store.Catalog.TryForgetPack(pack, Store.Catalog.FilesUsing(pack)));
        Assert.DoesNotContain(new Garbage(Garbage.PackKind, pack), Store.Catalog.ListGarbage());
    }

    [Fact]
    public void Nothing_goes_when_what_was_to_stay_is_gone()
    {
        var first = _scratch.Save("a", []);
        var gone = _scratch.Save("a", []);
        Store.Delete(gone.Id);
        Assert.False(Store.Catalog.TryRemove([first.Id], [gone.Id]));
        Assert.Single(Store.List());
        Assert.True(Store.Catalog.TryRemove([first.Id, gone.Id], []));
        Assert.Empty(Store.List());
    }

    [Fact]
    public void A_damaged_image_keeps_its_packs_whole_and_can_be_pruned()
    {
        byte[][] chunks = [Pages.Noise(1), Pages.Noise(2)];
        _scratch.Save("a", chunks);
        var damaged = _scratch.Save("a", [chunks[0]]);
        var last = _scratch.Save("a", [chunks[1]]);
        File.WriteAllText(Store.Layout.Image(damaged.Id.Value), "no image");
        Assert.Equal([last.Id], Pruned(new PruneRules(null, KeepPolicy.Parse("last=1"), null)));
        Assert.Equal([chunks[1]], _scratch.Load(last.Id));
        Store.Delete(last.Id);
        Assert.Empty(_scratch.Files());
    }

    [Fact]
    public void An_unknown_name_is_said() =>
        Assert.Equal("there is no checkpoint of the name 'x'", Assert.Throws<PerdureException>(() => Store.Prune(new PruneRules("x", null, 1))).Message);

    public void Dispose() => _scratch.Dispose();

    private IEnumerable<CheckpointId> Pruned(PruneRules rules)
    {
        Store.Prune(rules);
        return Store.Catalog.ListByAge().Select(entry => entry.Id);
    }

    private long CatalogBytes() => Directory.EnumerateFiles(_scratch.Root).Sum(StoreFiles.AllocatedBytes);

    // Without the catalog, whose log grows.
    private long StoreBytes() => _scratch.Files().Sum(file => StoreFiles.AllocatedBytes(Path.Combine(_scratch.Root, file)));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
