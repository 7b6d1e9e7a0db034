using System.Text;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Elsewhere;

/// <summary>Encrypted stores.</summary>
public sealed class EncryptionTests : ElsewhereTest
{
    private const string Marker = "perdure-marker-7f3a9c51";

    private string Key => KeyOf("key", 1);

    [Fact]
    public void What_a_program_holds_is_nowhere_in_the_files_and_comes_back()
    {
        var redis = FilledRedis();
        using (var client = redis.Connect())
            Assert.Equal("+OK", client.Ask($"SET secret {Marker}"));
        Bench.Checkpoint(redis.Pid, "--compress", "now", "--store", There).Expect(0);
        Assert.True(Holds(There, Marker), "even a plain store does not show the marker: this test shows nothing");

        Bench.Environment["PERDURE_KEY_FILE"] = Key;
        var ids = Series(redis, 2);
        Assert.True(ids.Count > 3);
        Assert.False(Holds(Bench.Store, Marker), "the marker stands in the store");
        Assert.False(Holds(Bench.Store, "--appendonly"), "arguments stand in the store");
        var unique = Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("uniqueBytes").GetInt64()).ToList();
        Assert.True(unique[^1] > unique[..^1].Max() * 2, $"equal chunks are stored more than once: {string.Join(' ', unique)}");

        // A second full read finds every chunk again, as in a plain store.
        var again = Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id");
        var added = UniqueBytes(Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0).Text("id"), Bench.Store);
        Bench.Environment.Remove("PERDURE_KEY_FILE");
        var plain = UniqueBytes(Bench.Checkpoint(redis.Pid, "--compress", "now", "--store", There).Expect(0).Text("id"), There);
        Bench.Environment["PERDURE_KEY_FILE"] = Key;
        Assert.InRange(added, 1, plain * 3 / 2);
        ExpectGood(Bench.Store);
        Bench.Perdure("grep", again, Marker, "--json").Expect(0);
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(ids[0], "--lazy").Expect(0);
        redis.ExpectFilled(Keys, Bytes, more: 2);
        LazyServers.AwaitEnd(Bench);
        redis.ExpectFilled(Keys, Bytes, more: 2);
        Assert.False(Holds(Bench.Store, Marker), "the marker stands in the store");
    }

    [Fact]
    public void Without_the_key_nothing_is_read_or_written_and_the_rest_works()
    {
        var redis = FilledRedis();
        var id = Bench.Checkpoint(redis.Pid, "--key-file", Key).Expect(0).Text("id");
        var other = Bench.Checkpoint(redis.Pid, "--key-file", Key).Expect(0).Text("id");
        foreach (var words in (string[][])[["restore", id], ["show", id], ["export", id, "--core", "core"], ["diff", id, other], ["grep", id, "x"], ["checkpoint", $"{redis.Pid}"], ["attach", $"{redis.Pid}"]])
            Bench.Perdure(words).ExpectFailure(1, Bench.Store, "encrypted", "--key-file");
        foreach (var words in (string[][])[["restore", id], ["list"], ["verify", id]])
            Bench.Perdure([.. words, "--key-file", KeyOf("wrong", 2)]).ExpectFailure(1, Bench.Store, "another key", "--key-file");
        Bench.Perdure("list", "--key-file", Path.Combine(Bench.Folder, "none")).ExpectFailure(1, "cannot read the key file");
        Assert.Equal([other, id], CheckpointsIn(Bench.Store));
        Assert.True(Bench.Perdure("verify", id, "--json").Expect(0).Json.GetProperty("checksumsOnly").GetBoolean());
        Bench.Perdure("prune", "--keep", "last=1", "--json").Expect(0);
        Assert.Equal([other], CheckpointsIn(Bench.Store));
        Bench.Perdure("verify", other, "--json", "--key-file", Key).Expect(0);
        foreach (var pack in Directory.GetFiles(Path.Combine(Bench.Store, "packs")))
            Damage(pack);
        Bench.Perdure("verify", other, "--json").Expect(1);
    }

    [Fact]
    public void Encrypted_checkpoints_travel_without_the_key_and_never_mix()
    {
        var redis = FilledRedis();
        using (var client = redis.Connect())
            Assert.Equal("+OK", client.Ask("SET late 0"));
        var id = Bench.Checkpoint(redis.Pid, "--key-file", Key, "--compress", "now").Expect(0).Text("id");
        Bench.Perdure("push", id, "--to", There, "--json").Expect(0);
        Bench.Perdure("restore", id, "--store", There).ExpectFailure(1, There, "--key-file");
        Bench.Perdure("verify", id, "--store", There, "--key-file", Key, "--json").Expect(0);
        Bench.Environment["PERDURE_KEY_FILE"] = Key;
        RestoreFrom(There, id, redis, "0");
        Bench.Environment.Remove("PERDURE_KEY_FILE");

        var plain = Path.Combine(Bench.Folder, "plain");
        Bench.Checkpoint(redis.Pid, "--store", plain).Expect(0);
        Bench.Perdure("push", id, "--to", plain).ExpectFailure(1, "encrypted", plain);
        Bench.Perdure("push", "--all", "--store", plain, "--to", There).ExpectFailure(1, "encrypted", There);
        var sameKey = Path.Combine(Bench.Folder, "same-key");
        Bench.Checkpoint(redis.Pid, "--store", sameKey, "--key-file", Key).Expect(0);
        Bench.Perdure("push", id, "--to", sameKey).ExpectFailure(1, "different keys");
        Bench.Perdure("list", "--store", plain, "--key-file", Key).ExpectFailure(1, plain, "not encrypted");
        Assert.Single(CheckpointsIn(plain));
    }

    private long UniqueBytes(string id, string store) => Bench.Perdure("list", "--json", "--store", store).Expect(0).Json.GetProperty("checkpoints").EnumerateArray()
        .Single(one => one.GetProperty("id").GetString() == id).GetProperty("uniqueBytes").GetInt64();

    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        for (var at = 100; at < bytes.Length; at += 4096)
            bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static bool Holds(string store, string text) =>
        Directory.GetFiles(store, "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0);

    private string KeyOf(string name, int seed)
    {
        var file = Path.Combine(Bench.Folder, name);
        var bytes = new byte[32];
        new Random(seed).NextBytes(bytes);
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
