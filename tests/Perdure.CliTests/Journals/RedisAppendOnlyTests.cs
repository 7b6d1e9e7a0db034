using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Journals;

/// <summary>A redis with an append-only file that is written all the time: an older checkpoint comes back with the file of that moment, and the two agree.</summary>
public sealed class RedisAppendOnlyTests : JournalTest
{
    private static readonly string[] Options = ["--appendonly", "yes", "--enable-debug-command", "yes", "--auto-aof-rewrite-percentage", "0"];

    [Fact]
    public void Memory_and_append_only_file_are_of_the_same_moment()
    {
        var redis = RedisServer.Start(Bench, Options);
        redis.Fill(20_000, 300);
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "300ms", "--files", "journal", "--name", "shop", "--detach", "--json").Expect(0);
        using (var load = new Load(2, client => Writer(redis, client)))
        {
            AwaitCheckpoints(redis.Pid, 8);
            load.ExpectNoFailure();
            KillProgram(redis.Pid);
        }

        var ids = Checkpoints();
        var older = ids[ids.Count / 2];
        ExpectOnlyTheEndIsRead([.. ids.Reverse().Skip(1)]);
        var restored = Bench.Restore(older, "--files", "as-saved").Expect(0);
        Assert.Contains("perdure-kept-", restored.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        string digest;
        using (var client = redis.Connect())
        {
            Assert.Equal("+OK", client.Ask("SET after yes"));
            digest = client.Ask("DEBUG DIGEST");
            client.Send("SHUTDOWN NOSAVE\r\n");
        }

        AwaitBurial(redis.Pid);
        var again = RedisServer.Start(Bench, Options);
        using var reader = again.Connect();
        Patience.Until(() => reader.Ask("PING") == "+PONG", Limit, "redis to have read its file");
        Assert.Equal(digest, reader.Ask("DEBUG DIGEST"));
    }

    /// <summary>The file has more than 6 MB; of each later checkpoint only its end is read, and that is at most three quarters of a megabyte more than was written.</summary>
    private void ExpectOnlyTheEndIsRead(IReadOnlyList<string> later)
    {
        foreach (var id in later)
        {
            var file = Files(id).GetProperty("files").EnumerateArray().Single(one => one.GetProperty("path").GetString()!.EndsWith(".incr.aof", StringComparison.Ordinal));
            Assert.True(file.GetProperty("content").GetProperty("length").GetInt64() > 6_000_000);
            Assert.InRange(Cost(id, "bytesRead"), 0, 4_000_000);
            Assert.True(Cost(id, "bytesHandedOver") <= Cost(id, "bytesRead"));
        }
    }

    private static Func<bool> Writer(RedisServer redis, int client)
    {
        var connection = redis.Connect();
        var number = 0;
        return () =>
        {
            number++;
            return connection.Ask($"SET w:{client}:{number} {number}") == "+OK" && connection.Ask($"INCR n:{client}") == $":{number}";
        };
    }
}
