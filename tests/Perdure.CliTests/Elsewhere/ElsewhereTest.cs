using System.Text.Json;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Elsewhere;

/// <summary>Tests that copy checkpoints to another place.</summary>
public abstract class ElsewhereTest : SupervisionTest
{
    private protected const int Keys = 5_000;
    private protected const int Bytes = 900;

    private protected string There => Path.Combine(Bench.Folder, "there");

    private protected static IReadOnlyList<JsonElement> CopiesIn(CommandResult result) => [.. result.Expect(0).Json.GetProperty("checkpoints").EnumerateArray()];

    private protected static long BytesIn(CommandResult result) => result.Expect(0).Json.GetProperty("bytes").GetInt64();

    private protected static bool IsCopied(JsonElement copy) => copy.GetProperty("copied").GetBoolean();

    private protected RedisServer FilledRedis()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        return redis;
    }

    /// <summary>A supervised redis that is written to, and has checkpoints that refer to each other's chunks by patches; the ids, the newest first.</summary>
    private protected IReadOnlyList<string> Series(RedisServer redis, int rounds)
    {
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "200ms", "--name", "shop", "--detach", "--json").Expect(0);
        for (var round = 1; round <= rounds; round++)
        {
            using (var client = redis.Connect())
                Assert.Equal("+OK", client.Ask($"SET late {round}"));
            AwaitCheckpoints(redis.Pid, Status(redis.Pid).GetProperty("checkpoints").GetInt32() + 2);
        }

        Bench.Perdure("stop", "shop", "--json").Expect(0);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
        return Checkpoints();
    }

    /// <summary>An encrypted store goes to a place and comes back into a store that is not there yet, one that was only looked into, and one with another key; the key comes with the file, by another way.</summary>
    private protected void ExpectEncryptedPull(string place, Func<string, CommandResult> push, Func<string, string[], CommandResult> pull)
    {
        string Folder(string name) => Path.Combine(Bench.Folder, name);
        var key = WriteFile("key", "0123456789abcdef0123456789abcdef");
        var wrong = WriteFile("wrong", "0123456789abcdef0123456789abcdeF");
        var redis = FilledRedis();
        var id = Bench.Checkpoint(redis.Pid, "--compress", "now", "--key-file", key).Expect(0).Text("id");
        push(Bench.Store).Expect(0);

        pull(Folder("refused"), ["--key-file", wrong]).ExpectFailure(1, "another key", "hint");
        Assert.False(Directory.Exists(Folder("refused")));
        pull(Folder("fresh"), []).Expect(0);
        pull(Folder("keyed"), ["--key-file", key]).Expect(0);
        Bench.Perdure("list", "--store", Folder("seen")).Expect(0);
        pull(Folder("seen"), []).Expect(0);
        foreach (var store in (string[])["fresh", "keyed", "seen"])
        {
            Assert.Equal([id], CheckpointsIn(Folder(store)));
            Assert.True(Bench.Perdure("verify", id, "--json", "--store", Folder(store)).Expect(0).Json.GetProperty("checksumsOnly").GetBoolean());
            Assert.False(Bench.Perdure("verify", id, "--json", "--store", Folder(store), "--key-file", key).Expect(0).Json.GetProperty("checksumsOnly").GetBoolean());
        }

        // And back to a place that holds plain ones: nothing is taken, nothing is lost.
        var plain = Folder("plain");
        Bench.Checkpoint(redis.Pid, "--compress", "now", "--store", plain).Expect(0);
        pull(plain, []).ExpectFailure(1, "encrypted", plain);
        Assert.Single(CheckpointsIn(plain));
        Bench.Environment["PERDURE_KEY_FILE"] = key;
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(id, "--store", Folder("seen")).Expect(0);
        redis.ExpectFilled(Keys, Bytes, more: 0);
        Assert.NotEmpty(place);
    }

    private protected void ExpectGood(string store)
    {
        foreach (var id in CheckpointsIn(store))
            Bench.Perdure("verify", id, "--json", "--store", store).Expect(0);
    }

    /// <summary>The program is killed and comes back from the other store.</summary>
    private protected void RestoreFrom(string store, string id, RedisServer redis, string late)
    {
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(id, "--store", store).Expect(0);
        redis.ExpectFilled(Keys, Bytes, more: 1);
        using var client = redis.Connect();
        Assert.Equal($"${late.Length}", client.Ask("GET late"));
        Assert.Equal(late, client.ReadLine());
    }
}
