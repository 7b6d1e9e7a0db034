using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>redis: several threads, tens of megabytes, a file that it appends to.</summary>
public sealed class RedisTests : ProgramTest
{
    [Theory]
    [InlineData("")]
    [InlineData("--lazy")]
    public void Redis_with_data_comes_back_three_times(string option)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "yes");
        redis.Fill(20_000, 900);
        string[] options = option.Length > 0 ? [option] : [];
        ThreeTimes(redis.Pid, round => ExpectGoesOn(redis, round), options);
    }

    [Fact]
    public void Ten_checkpoints_under_load_fail_no_request()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "yes");
        redis.Fill(20_000, 900);
        TenTimesUnderLoad(redis.Pid, 4, number => Request(redis, number));
        redis.ExpectFilled(20_000, 900, more: 4);
    }

    [Fact]
    public void The_append_only_file_holds_what_was_written_before_and_after()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "yes");
        ThreeTimes(redis.Pid, round => ExpectGoesOn(redis, round, keys: 0));
        using (var client = redis.Connect())
            client.Send("SHUTDOWN\r\n");
        Patience.Until(() => !ProcessTree.IsAlive(redis.Pid), TimeSpan.FromSeconds(20), "redis to end by SHUTDOWN");
        var log = string.Concat(Directory.GetFiles(Path.Combine(Bench.Folder, "redis"), "*.incr.aof", SearchOption.AllDirectories).Select(File.ReadAllText));
        for (var round = 0; round <= 3; round++)
            Assert.Contains($"round-{round}", log, StringComparison.Ordinal);
    }

    // The counter tells a redis that came back from one that was started anew or came back older than it was.
    private static void ExpectGoesOn(RedisServer redis, int round, int keys = 20_000)
    {
        using var client = redis.Connect();
        Assert.Equal($":{round + 1}", client.Ask("INCR rounds"));
        Assert.Equal("+OK", client.Ask($"SET last round-{round}"));
        redis.ExpectFilled(keys, 900, more: 2);
    }

    private static Func<bool> Request(RedisServer redis, int number)
    {
        var client = redis.Connect();
        var count = 0;
        return () => client.Ask($"INCR load:{number}") == $":{++count}";
    }
}
