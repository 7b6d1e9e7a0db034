using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>memcached: ten threads that pass connections through pipes or eventfds, and no file at all.</summary>
public sealed class MemcachedTests : ProgramTest
{
    private readonly int port = FreePort.Take();

    [Fact]
    public void Memcached_comes_back_three_times()
    {
        var server = Start();
        Store("color", "deep blue");
        ThreeTimes(server.Pid, round =>
        {
            Assert.Equal("deep blue", Get("color"));
            if (round > 0)
                Assert.Equal($"{round - 1}", Get("round"));
            Store("round", $"{round}");
        });
    }

    [Fact]
    public void Ten_checkpoints_under_load_fail_no_request()
    {
        var server = Start();
        TenTimesUnderLoad(server.Pid, 4, number =>
        {
            var client = new LineClient(port);
            return () => Store(client, $"load{number}", "x") && Get(client, $"load{number}") == "x";
        });
    }

    private Keeper Start()
    {
        var server = Bench.Start("memcached", Needs.Program("memcached"), "-u", "nobody", "-l", "127.0.0.1", "-p", $"{port}", "-U", "0", "-t", "4");
        AwaitPort(port, server, "memcached");
        return server;
    }

    private void Store(string key, string value)
    {
        using var client = new LineClient(port);
        Assert.True(Store(client, key, value));
    }

    private string Get(string key)
    {
        using var client = new LineClient(port);
        return Get(client, key);
    }

    private static bool Store(LineClient client, string key, string value) => client.Ask($"set {key} 0 0 {value.Length}\r\n{value}") == "STORED";

    private static string Get(LineClient client, string key)
    {
        if (!client.Ask($"get {key}").StartsWith("VALUE", StringComparison.Ordinal))
            return "(none)";
        var value = client.ReadLine();
        Assert.Equal("END", client.ReadLine());
        return value;
    }
}
