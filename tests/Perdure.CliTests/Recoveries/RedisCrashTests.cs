using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Recoveries;

/// <summary>A redis that is made to crash by its own DEBUG commands, while others use it.</summary>
public sealed class RedisCrashTests : RecoveryTest
{
    private const int Clients = 4;

    [Theory]
    [InlineData("DEBUG SEGFAULT", "SIGSEGV")]
    [InlineData("DEBUG PANIC", "SIG")]
    [InlineData("DEBUG ASSERT", "SIG")]
    public void Ten_crashes_in_a_row_are_noticed_by_nobody_else(string command, string signal)
    {
        var redis = RedisServer.Start(Bench, "--enable-debug-command", "yes", "--appendonly", "no");
        Guard(redis.Pid, "redis");
        var written = new int[Clients];
        using (var load = new Load(Clients, number => Writer(redis, written, number)))
        {
            Patience.Until(() => load.Served > 0, Limit, "the first request to be served");
            for (var crash = 0; crash < 10; crash++)
            {
                Crash(redis, command);
                var before = load.Served;
                Patience.Until(() => load.Served > before + Clients, Limit, $"requests after crash {crash}\n{string.Join('\n', Told("redis", "crash"))}{redis.Keeper.Output}");
            }

            load.ExpectNoFailure();
        }

        using var reader = redis.Connect();
        for (var number = 0; number < Clients; number++)
        {
            Assert.True(written[number] > 0);
            Assert.Equal($":{written[number]}", reader.Ask($"LLEN list:{number}"));
        }

        var told = Told("redis", "crash-suppressed");
        Assert.True(told.Count >= 10, $"{told.Count} crashes were told of");
        Assert.All(told, text => Assert.StartsWith(signal, text, StringComparison.Ordinal));
        Assert.Null(redis.Keeper.ExitCode());
    }

    /// <summary>Each list has as many elements as were acknowledged: none is lost, none is there twice.</summary>
    private static Func<bool> Writer(RedisServer redis, int[] written, int number)
    {
        var client = redis.Connect();
        return () =>
        {
            var answer = client.Ask($"RPUSH list:{number} {written[number]}");
            written[number]++;
            return answer == $":{written[number]}" && client.Ask("PING") == "+PONG";
        };
    }

    private static void Crash(RedisServer redis, string command)
    {
        using var client = new LineClient(redis.Port, patience: TimeSpan.FromMilliseconds(300));
        try
        {
            client.Ask(command);
        }
        catch (IOException)
        {
            // Its connection is closed, or it gets no answer: that is what it costs.
        }
    }
}
