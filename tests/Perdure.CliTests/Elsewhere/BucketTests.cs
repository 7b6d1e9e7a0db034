using System.Diagnostics;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Elsewhere;

/// <summary>Checkpoints in a bucket of an S3 server on loopback (s3rver, from npm): every request is signed and goes over HTTP.</summary>
public sealed class BucketTests : ElsewhereTest
{
    private const string ObjectEnding = "._S3rver_object";

    private static int Trials => int.TryParse(Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS"), out var trials) ? trials : 8;

    private string Data => Path.Combine(Bench.Folder, "s3");

    [Fact]
    public void A_series_goes_into_a_bucket_and_comes_back()
    {
        StartServer();
        var redis = FilledRedis();
        var ids = Series(redis, 2);
        var first = Bench.Perdure("push", ids[^1], "--to", "s3://checkpoints/of/shop", "--json");
        var second = Bench.Perdure("push", ids[^2], "--to", "s3://checkpoints/of/shop", "--json");
        Assert.InRange(BytesIn(second), 1, BytesIn(first) / 4);
        Assert.Equal(ids.Count - 2, CopiesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints/of/shop/", "--json")).Count(IsCopied));
        Assert.Equal(0, BytesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints/of/shop", "--json")));

        Directory.Delete(Bench.Store, recursive: true);
        Assert.Equal(ids.Count, CopiesIn(Bench.Perdure("pull", "--all", "--from", "s3://checkpoints/of/shop", "--json")).Count(IsCopied));
        Assert.Equal(ids, Checkpoints());
        ExpectGood(Bench.Store);
        RestoreFrom(Bench.Store, ids[0], redis, "2");

        // Synced to a directory the bucket is a store.
        Sync(Path.Combine(Data, "checkpoints", "of", "shop"), There);
        Assert.Equal(ids, CheckpointsIn(There));
        ExpectGood(There);
    }

    [Fact]
    public void A_large_pack_goes_in_parts()
    {
        StartServer();
        var redis = FilledRedis();
        redis.Fill(60_000, Bytes);
        FillWithHashes(redis);
        var id = Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id");
        Assert.True(BytesIn(Bench.PerdureWithin(TimeSpan.FromMinutes(2), "push", id, "--to", "s3://checkpoints", "--json")) > 9 << 20, "the pack is too small for two parts");
        Bench.Perdure("pull", id, "--from", "s3://checkpoints", "--store", There, "--json").Expect(0);
        ExpectGood(There);
    }

    [Fact]
    public void Encrypted_checkpoints_come_onto_a_fresh_machine()
    {
        StartServer();
        ExpectEncryptedPull(
            "s3://checkpoints/hidden",
            store => Bench.Perdure("push", "--all", "--to", "s3://checkpoints/hidden", "--store", store, "--json"),
            (store, more) => Bench.Perdure(["pull", "--all", "--from", "s3://checkpoints/hidden", "--store", store, "--json", .. more]));
    }

    [Fact]
    public void Killed_at_any_moment_a_push_leaves_nothing_half_and_the_next_one_goes_on()
    {
        StartServer();
        var redis = FilledRedis();
        redis.Fill(60_000, Bytes);
        FillWithHashes(redis, 80_000);
        var ids = Series(redis, 2);
        var clock = Stopwatch.StartNew();
        Bench.PerdureWithin(TimeSpan.FromMinutes(2), "push", "--all", "--to", "s3://checkpoints/measure", "--json").Expect(0);
        var whole = (int)Math.Max(clock.ElapsedMilliseconds, 20);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var killed = 0;

        // Between a pack and its image, in the midst of an upload of parts, and at random.
        string?[] points = ["bucket-pack-there:kill", "bucket-part-sent:kill", .. Enumerable.Repeat((string?)null, Trials)];
        foreach (var (at, point) in points.Index())
        {
            var place = $"s3://checkpoints/trial-{at}";
            Bench.Environment["PERDURE_FAIL_AT"] = point ?? "";
            var push = Bench.StartPerdure("push", "--all", "--to", place, "--json");
            if (point is null)
            {
                Thread.Sleep(random.Next(whole));
                if (push.ExitCode() is null)
                    Kill(push.Pid);
            }

            Assert.True(push.WaitForExit(Limit) is not null, $"trial {at} of seed {seed} hangs");
            Bench.Environment.Remove("PERDURE_FAIL_AT");
            Assert.True(point is null || push.ExitCode() == 137, $"not killed at {point}: {push.Errors}");
            killed += push.ExitCode() == 137 ? 1 : 0;
            var store = Path.Combine(Bench.Folder, $"pulled-{at}");
            var before = CopiesIn(Bench.Perdure("pull", "--all", "--from", place, "--store", store, "--json")).Count(IsCopied);
            ExpectGood(store);
            Assert.Equal(ids.Count - before, CopiesIn(Bench.PerdureWithin(TimeSpan.FromMinutes(2), "push", "--all", "--to", place, "--json")).Count(IsCopied));
            Bench.Perdure("pull", "--all", "--from", place, "--store", store, "--json").Expect(0);
            Assert.Equal(ids, CheckpointsIn(store));
            ExpectGood(store);
            Directory.Delete(store, recursive: true);
        }

        Assert.True(killed > Trials / 2, $"only {killed} of {points.Length} were killed");
        Assert.Empty(Directory.GetFiles(Path.Combine(Bench.Store, "unfinished")));
        ExpectGood(Bench.Store);
    }

    [Fact]
    public void What_is_damaged_in_the_cache_is_fetched_again()
    {
        StartServer();
        var redis = FilledRedis();
        var ids = Series(redis, 2);
        Assert.All(CopiesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints", "--json")), copy => Assert.True(IsCopied(copy)));

        // What was pushed is kept as it would be fetched: each image once, and untouched by the next push.
        var cached = Cached();
        Assert.Equal(ids.Count, cached.Count);
        Assert.Equal(0, BytesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints", "--json")));
        Assert.Equal(cached, Cached());

        File.WriteAllBytes(cached[0].Path, File.ReadAllBytes(cached[0].Path)[..100]);
        File.WriteAllText(cached[1].Path, "");
        Assert.Equal(0, BytesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints", "--json")));
        Bench.Perdure("pull", "--all", "--from", "s3://checkpoints", "--store", There, "--json").Expect(0);
        Assert.Equal(ids, CheckpointsIn(There));
        ExpectGood(There);
    }

    [Fact]
    public void A_bad_image_in_a_bucket_is_left_out_and_pushed_anew()
    {
        StartServer();
        var redis = FilledRedis();
        var ids = Series(redis, 2);
        Bench.Perdure("push", "--all", "--to", "s3://checkpoints", "--json").Expect(0);
        var images = Directory.GetFiles(Path.Combine(Data, "checkpoints", "images"), "*" + ObjectEnding).Order().ToList();

        // With the pack's ETag, or the SDK would find out.
        foreach (var part in (string[])["", ".md5"])
            File.Copy(images[0].Replace("images", "packs", StringComparison.Ordinal).Replace(".img", ".pack", StringComparison.Ordinal) + part, images[0] + part, overwrite: true);

        // Another pack than that of the first: its chunks are those of its own image, and of those that came after it.
        File.Delete(Directory.GetFiles(Path.Combine(Data, "checkpoints", "packs"), "*" + ObjectEnding).Order().Last());
        Directory.Delete(Path.Combine(Bench.Store, "elsewhere"), recursive: true);
        Directory.CreateDirectory(There);
        var pulled = Bench.Perdure("pull", "--all", "--from", "s3://checkpoints", "--store", There, "--json");
        Assert.Equal(ids.Count - 2, CopiesIn(pulled).Count(IsCopied));
        Assert.Contains("is damaged", pulled.Errors, StringComparison.Ordinal);
        Assert.Contains(".pack is missing", pulled.Errors, StringComparison.Ordinal);
        ExpectGood(There);

        Assert.Equal(2, CopiesIn(Bench.Perdure("push", "--all", "--to", "s3://checkpoints", "--json")).Count(IsCopied));
        Assert.Equal(2, CopiesIn(Bench.Perdure("pull", "--all", "--from", "s3://checkpoints", "--store", There, "--json")).Count(IsCopied));
        Assert.Equal(ids, CheckpointsIn(There));
        ExpectGood(There);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        StartServer();
        var redis = FilledRedis();
        var id = Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id");
        Bench.Perdure("push", id, "--to", "s3://nothing").ExpectFailure(1, "s3://nothing", "make the bucket first");
        Bench.Perdure("pull", "--all", "--from", "s3://checkpoints/empty", "--json").Expect(0);
        Bench.Perdure("push", id, "--to", "s3://checkpoints").Expect(0);
        var pack = Directory.GetFiles(Path.Combine(Data, "checkpoints", "packs"), "*" + ObjectEnding).Single();
        var bytes = File.ReadAllBytes(pack);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(pack, bytes);
        Bench.Perdure("pull", id, "--from", "s3://checkpoints", "--store", There).ExpectFailure(1, "damaged", id);
        Assert.Empty(CheckpointsIn(There));
        File.Delete(pack);
        Bench.Perdure("pull", id, "--from", "s3://checkpoints", "--store", There).ExpectFailure(1, "packs/");
        Bench.Environment["AWS_ACCESS_KEY_ID"] = "WRONG";
        Bench.Perdure("push", id, "--to", "s3://checkpoints").ExpectFailure(1, "s3://checkpoints", "credentials");
    }

    /// <summary>What nothing compresses, so that a pack is uploaded in parts.</summary>
    private static void FillWithHashes(RedisServer redis, int count = 40_000)
    {
        using var client = redis.Connect();
        Assert.StartsWith("$", client.Ask($"EVAL \"local s={{}} for i=1,12 do s[i]=redis.sha1hex(tostring(i)) end for i=1,{count} do redis.call('SET','n:'..i,redis.sha1hex(i)..redis.sha1hex(i..'a')..redis.sha1hex(i..'b')..redis.sha1hex(i..'c')..redis.sha1hex(i..'d')..redis.sha1hex(i..'e')) end return 'x'\" 0"), StringComparison.Ordinal);
    }

    private List<(string Path, DateTime Written)> Cached() =>
        [.. Directory.GetFiles(Path.Combine(Bench.Store, "elsewhere"), "*", SearchOption.AllDirectories).Order().Select(path => (path, File.GetLastWriteTimeUtc(path)))];

    private static void Sync(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*" + ObjectEnding, SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file)[..^ObjectEnding.Length]);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private void StartServer()
    {
        var server = Path.Combine(Repository.Artifacts, "s3rver", "node_modules", ".bin", "s3rver");
        Assert.SkipUnless(File.Exists(server), $"there is no {server}: npm could not install s3rver (./test does that)");
        var port = FreePort.Take();
        Directory.CreateDirectory(Data);
        var keeper = Bench.Start("s3rver", Needs.Program("node"), server, "-d", Data, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "checkpoints");
        Patience.Until(() => keeper.ExitCode() is not null || FreePort.IsAnswered(port), Limit, $"s3rver to listen\n{keeper.Errors}");
        Bench.Environment["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{port}";
        Bench.Environment["AWS_ACCESS_KEY_ID"] = Bench.Environment["AWS_SECRET_ACCESS_KEY"] = "S3RVER";
    }
}
