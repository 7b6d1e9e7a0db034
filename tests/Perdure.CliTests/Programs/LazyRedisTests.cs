using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>A redis with much data that answers before its memory is read: every value is right, whoever is killed.</summary>
public sealed class LazyRedisTests : ProgramTest
{
    private const int Keys = 100_000;
    private const int Bytes = 900;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_redis_of_a_hundred_megabytes_has_all_its_values(bool killServers)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        var id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
        Bench.Environment["PERDURE_LAZY_DELAY"] = killServers ? "400" : "0";
        Assert.Equal(redis.Pid, Bench.Restore(id, "--lazy").Expect(0).Number("pid"));
        using (var client = redis.Connect())
        {
            Assert.Equal("+PONG", client.Ask("PING"));
            Assert.Equal("+OK", client.Ask("SET written afterwards"));
        }

        for (var round = 0; killServers && round < 4 && LazyServers.TryKill(Bench); round++)
            redis.ExpectFilled(Keys, Bytes, more: 1);
        redis.ExpectFilled(Keys, Bytes, more: 1, step: 1);
        LazyServers.AwaitEnd(Bench);
        redis.ExpectFilled(Keys, Bytes, more: 1);
    }

    [Fact]
    public void A_redis_saves_itself_by_a_fork_while_memory_is_missing()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no", "--enable-debug-command", "local");
        redis.Fill(Keys, Bytes);
        var id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
        Bench.Environment["PERDURE_LAZY_DELAY"] = "300";
        Bench.Restore(id, "--lazy").Expect(0);
        using var client = redis.Connect();
        Assert.StartsWith("+Background saving started", client.Ask("BGSAVE"), StringComparison.Ordinal);
        Assert.Equal("+OK", client.Ask("SET k:5 changed"));
        Patience.Until(() => File.Exists(Path.Combine(Bench.Folder, "redis", "dump.rdb")), TimeSpan.FromSeconds(30), "redis to save");
        LazyServers.AwaitEnd(Bench);
        Assert.Equal("+OK", client.Ask("DEBUG RELOAD NOSAVE"));
        Assert.Equal($":{Keys}", client.Ask("DBSIZE"));
        redis.ExpectFilled(Keys, Bytes, step: 7);
    }
}
