using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Elsewhere;

/// <summary>Checkpoints in another directory: only what lacks travels, and what is there is a store.</summary>
public sealed class DirectoryTests : ElsewhereTest
{
    [Fact]
    public void A_series_is_pushed_chunk_by_chunk_and_restored_from_there()
    {
        var redis = FilledRedis();
        var ids = Series(redis, 3);
        var first = Bench.Perdure("push", ids[^1], "--to", There, "--json");
        var copy = Assert.Single(CopiesIn(first));
        Assert.Equal(copy.GetProperty("chunks").GetInt32(), copy.GetProperty("chunksSent").GetInt32());
        var second = Bench.Perdure("push", ids[^2], "--to", There, "--json");
        Assert.InRange(BytesIn(second), 1, BytesIn(first) / 4);

        var rest = CopiesIn(Bench.Perdure("push", "--all", "--to", There, "--json"));
        Assert.Equal(ids.Count, rest.Count);
        Assert.Equal(2, rest.Count(one => !IsCopied(one)));
        var again = Bench.Perdure("push", "--all", "--to", There, "--json");
        Assert.Equal(0, BytesIn(again));
        Assert.DoesNotContain(CopiesIn(again), IsCopied);

        Assert.Equal(ids, CheckpointsIn(There));
        ExpectGood(There);
        Directory.Delete(Bench.Store, recursive: true);
        RestoreFrom(There, ids[0], redis, "3");
        RestoreFrom(There, "shop", redis, "3");

        // Back into a store that knows nothing, and a catalog that is built anew from the images.
        Assert.Equal(ids.Count, CopiesIn(Bench.Perdure("pull", "--all", "--from", There, "--json")).Count(IsCopied));
        foreach (var file in Directory.GetFiles(There, "catalog.db*"))
            File.Delete(file);
        Assert.Equal(ids, CheckpointsIn(There));
        Assert.Equal(ids, Checkpoints());
        ExpectGood(Bench.Store);
        RestoreFrom(Bench.Store, ids[0], redis, "3");
    }

    [Fact]
    public void Encrypted_checkpoints_come_onto_a_fresh_machine() => ExpectEncryptedPull(
        There,
        store => Bench.Perdure("push", "--all", "--to", There, "--store", store, "--json"),
        (store, more) => Bench.Perdure(["pull", "--all", "--from", There, "--store", store, "--json", .. more]));

    [Fact]
    public void Another_checkpoint_than_the_one_that_was_asked_for_is_refused()
    {
        var redis = FilledRedis();
        var first = Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id");
        var second = Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id");
        string ImageOf(string id) => Path.Combine(Bench.Store, "images", id + ".img");
        File.Move(ImageOf(first), ImageOf("x"));
        File.Move(ImageOf(second), ImageOf(first));
        File.Move(ImageOf("x"), ImageOf(second));
        Bench.Perdure("push", first, "--to", There).ExpectFailure(1, first, second, "damaged");
        Assert.Empty(CheckpointsIn(There));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_one_of_many_does_not_keep_the_others(bool isPackLost)
    {
        var redis = FilledRedis();
        var ids = new List<string>();
        for (var at = 0; at < 3; at++)
        {
            ids.Add(Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id"));
            redis.Fill(Keys + ((at + 1) * 1000), Bytes);
        }

        // Each has a pack of its own; those of the others refer to it for what has not changed, so only what is theirs alone is damaged.
        var pack = Directory.GetFiles(Path.Combine(Bench.Store, "packs")).OrderBy(File.GetLastWriteTimeUtc).Last();
        if (isPackLost)
            File.Delete(pack);
        else
            DamageFile(pack);
        foreach (var (verb, option, store) in (ReadOnlySpan<(string, string, string)>)[("push", "--to", Bench.Store), ("pull", "--from", There + "-pulled")])
        {
            var result = Bench.Perdure(verb, "--all", option, verb == "push" ? There : Bench.Store, "--store", store, "--json");
            var copies = result.Expect(1).Json.GetProperty("checkpoints").EnumerateArray().ToList();
            Assert.Equal(ids[..2].Order(), copies.Where(IsCopied).Select(one => one.GetProperty("id").GetString()).Order());
            var bad = Assert.Single(copies, one => !IsCopied(one));
            Assert.Equal(ids[2], bad.GetProperty("id").GetString());
            Assert.Contains(ids[2], bad.GetProperty("failure").GetString(), StringComparison.Ordinal);
            ExpectGood(verb == "push" ? There : store);
        }
    }

    private static void DamageFile(string file)
    {
        var bytes = File.ReadAllBytes(file);
        for (var at = 100; at < bytes.Length; at += 4096)
            bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    [Fact]
    public void A_deferred_checkpoint_is_compressed_first()
    {
        var redis = FilledRedis();
        var id = Bench.Checkpoint(redis.Pid, "--compress", "later", "--name", "late").Expect(0).Text("id");
        Assert.Equal(id, Assert.Single(CopiesIn(Bench.Perdure("push", "late", "--to", There, "--json"))).GetProperty("id").GetString());
        Assert.Empty(Bench.Perdure("compact", "--json", "--store", There).Expect(0).Json.GetProperty("compacted").EnumerateArray());
        ExpectGood(There);
    }

    [Fact]
    public void Wrong_places_are_refused_and_left_alone()
    {
        var other = Bench.MakeFolder("other");
        File.WriteAllText(Path.Combine(other, "letter"), "dear");
        Bench.Perdure("push", "--all", "--to", other).ExpectFailure(1, other, "not empty", "hint");
        Assert.Equal("letter", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(other))));
        Bench.Perdure("pull", "--all", "--from", There).ExpectFailure(1, There, "no store");
        Assert.False(Directory.Exists(There));
        Bench.Perdure("push", "--all", "--to", Bench.Store).ExpectFailure(1, "the store itself");
        Bench.Perdure("push", "nothing", "--to", There).ExpectFailure(1, "nothing");
        Bench.Perdure("push", "--all", "--to", "ftp://host/x").ExpectFailure(1, "ftp", "hint");
        Bench.Perdure("push", "--all", "--to", "ssh://-oProxyCommand=x/y").ExpectFailure(1, "no place");
        Bench.Perdure("push", "--to", There).ExpectFailure(2, "--all");
    }

    [Fact]
    public void A_full_disk_there_leaves_nothing_half()
    {
        Needs.Root();
        var small = Bench.MakeFolder("small");
        var mount = Bench.Start("mount", "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small);
        Assert.SkipWhen(mount.WaitForExit(TimeSpan.FromSeconds(5)) != 0, $"can't mount a tmpfs here: {mount.Errors}");
        try
        {
            var redis = FilledRedis();
            redis.Fill(20_000, Bytes);
            Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0);
            Bench.Perdure("push", "--all", "--to", small).ExpectFailure(1, "ENOSPC", small);
            Assert.Empty(CheckpointsIn(small));
            Assert.Empty(Directory.GetFiles(Path.Combine(small, "packs")));
            Assert.Empty(Directory.GetFiles(Path.Combine(small, "unfinished")));
            ExpectGood(Bench.Store);
        }
        finally
        {
            Bench.Start("umount", "umount", "-l", small).WaitForExit(TimeSpan.FromSeconds(5));
        }
    }
}
