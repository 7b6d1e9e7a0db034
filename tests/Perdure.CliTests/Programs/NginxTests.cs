using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>nginx: a master and two workers of another user that share memory, a listener and sockets to each other.</summary>
public sealed class NginxTests : ProgramTest
{
    private readonly int port = FreePort.Take();

    [Fact]
    public void Nginx_comes_back_three_times()
    {
        var server = Start();
        ThreeTimes(server.Pid, _ =>
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal("a page\n", Get(keepAlive: false));
            Assert.Equal(3, ProcessTree.Of(server.Pid).Count);
        });
        // The master still commands its workers: it replaces them by new ones on SIGHUP.
        var workers = ProcessTree.Of(server.Pid).Skip(1).ToHashSet();
        Bench.Start("kill", "kill", "-HUP", $"{server.Pid}");
        Patience.Until(() => ProcessTree.Of(server.Pid).Skip(1).Count(pid => !workers.Contains(pid)) == 2, TimeSpan.FromSeconds(20), "new workers after SIGHUP");
        Assert.Equal("a page\n", Get(keepAlive: false));
    }

    [Fact]
    public void Ten_checkpoints_under_load_fail_no_request()
    {
        var server = Start();
        TenTimesUnderLoad(server.Pid, 4, _ =>
        {
            var client = Client(keepAlive: true);
            return () => client.GetStringAsync($"http://127.0.0.1:{port}/page.txt").GetAwaiter().GetResult() == "a page\n";
        });
    }

    private Keeper Start()
    {
        var server = NginxServer.Start(
            Bench, port, "page.txt", "a page\n"u8.ToArray(), http: "limit_req_zone $binary_remote_addr zone=one:1m rate=100000r/s;", server: "keepalive_requests 1000000;");
        AwaitPort(port, server, "nginx");
        return server;
    }

    private string Get(bool keepAlive)
    {
        using var client = Client(keepAlive);
        return client.GetStringAsync($"http://127.0.0.1:{port}/page.txt").GetAwaiter().GetResult();
    }

    private static HttpClient Client(bool keepAlive)
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.ConnectionClose = !keepAlive;
        return client;
    }
}
