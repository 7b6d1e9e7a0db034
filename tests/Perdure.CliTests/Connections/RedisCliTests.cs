using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Connections;

/// <summary>The real redis-cli goes on while its server is killed and brought back, and lacks no answer.</summary>
public sealed class RedisCliTests : ProgramTest
{
    private const int Many = 60_000;

    [Fact]
    public void A_session_has_every_answer_once()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        var client = Bench.Start("redis-cli", Needs.Program("redis-cli"), "-p", $"{redis.Port}", "-r", "500", "-i", "0.01", "incr", "turns");
        for (var round = 1; round <= 3; round++)
            KillAndRestore(redis, client, () => Lines(client) > round * 100);
        Assert.True(client.WaitForExit(TimeSpan.FromSeconds(60)) == 0, $"{client.Errors}{Bench.Transcript}");
        Assert.Equal(Enumerable.Range(1, 500).Select(turn => $"{turn}"), client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_pipe_has_every_answer()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        var feed = WriteFile("feed.py", $$"""
            import sys, time
            for turn in range({{Many}}):
                sys.stdout.write("INCR turns\r\n")
                if turn % 100 == 0:
                    sys.stdout.flush()
                    time.sleep(0.008)
            """);
        var client = Bench.Start("redis-cli", "sh", "-c", $"{Needs.Program("python3")} {feed} | {Needs.Program("redis-cli")} -p {redis.Port} --pipe");
        for (var round = 1; round <= 3; round++)
            KillAndRestore(redis, client, () => Turns(redis) > round * 8000);
        Assert.True(client.WaitForExit(TimeSpan.FromSeconds(60)) == 0, $"{client.Output}{client.Errors}{Bench.Transcript}");
        Assert.Contains($"errors: 0, replies: {Many}", client.Output, StringComparison.Ordinal);
        Assert.Equal(Many, Turns(redis));
    }

    private void KillAndRestore(RedisServer redis, Keeper client, Func<bool> isTime)
    {
        Patience.Until(isTime, TimeSpan.FromSeconds(30), $"redis-cli to be under way\n{client.Output}{client.Errors}");
        var taken = Bench.Checkpoint(redis.Pid, "--kill").Expect(0);
        Assert.True(taken.Number("keptConnections") >= 1, $"{taken}");
        Thread.Sleep(300);
        Bench.Restore(taken.Text("id")).Expect(0);
        Assert.True(client.ExitCode() is null, "redis-cli has ended before its server was brought back");
    }

    private static int Lines(Keeper client) => client.Output.AsSpan().Count('\n');

    private static int Turns(RedisServer redis)
    {
        using var reader = redis.Connect();
        reader.Send("GET turns\r\n");
        return reader.ReadLine() == "$-1" ? 0 : int.Parse(reader.ReadLine(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
