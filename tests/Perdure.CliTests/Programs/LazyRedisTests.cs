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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_checkpoint_is_named_when_the_program_dies_of_it(bool isPackLost)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        var id = Bench.Checkpoint(redis.Pid, "--kill", "--compress", "now").Expect(0).Text("id");
        var pack = Directory.GetFiles(Path.Combine(Bench.Store, "packs")).Single();
        var bytes = File.ReadAllBytes(pack);
        for (var at = bytes.Length / 2; at < bytes.Length; at += 4096)
            bytes[at] ^= 1;
        File.WriteAllBytes(pack, bytes);
        if (isPackLost)
        {
            File.Delete(pack);
            Bench.Restore(id, "--lazy").ExpectFailure(1, id, pack, "not there", "hint");
            return;
        }

        var restore = Bench.StartPerdure("restore", id, "--lazy", "--foreground");
        Patience.Until(() => restore.ExitCode() is not null || restore.Output.Contains("runs as", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the restore");
        for (var key = 0; key < Keys && restore.ExitCode() is null; key += 5000)
            Touch(redis, key);
        Assert.True(restore.WaitForExit(TimeSpan.FromSeconds(60)) is not null, "redis lives");
        Assert.Contains(id, restore.Errors, StringComparison.Ordinal);
        Assert.Contains("chunk", restore.Errors, StringComparison.Ordinal);
        Assert.Contains("perdure verify", restore.Errors, StringComparison.Ordinal);
    }

    private static void Touch(RedisServer redis, int key)
    {
        try
        {
            using var client = redis.Connect();
            _ = client.Ask($"GET k:{key}");
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // It has died, as it should.
        }
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
