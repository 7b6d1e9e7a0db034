using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Recoveries;

/// <summary>A signal that somebody else sent is no crash: it does what it does without perdure.</summary>
public sealed class ForeignSignalTests : RecoveryTest
{
    [Theory]
    [InlineData("SEGV")]
    [InlineData("ABRT")]
    [InlineData("BUS")]
    public async Task A_worker_of_nginx_that_is_killed_is_replaced_by_its_master(string signal)
    {
        var port = FreePort.Take();
        var server = NginxServer.Start(Bench, port, "page.txt", "a page\n"u8.ToArray());
        AwaitPort(port, server, "nginx");
        Guard(server.Pid, "nginx");
        var workers = ProcessTree.ChildrenOf(server.Pid);
        Assert.Equal(2, workers.Count);
        Signal(workers[0], signal);
        Patience.Until(() => ProcessTree.ChildrenOf(server.Pid) is { Count: 2 } now && !now.Contains(workers[0]) && now.Contains(workers[1]), Limit, "a new worker");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        for (var request = 0; request < 20; request++)
            Assert.Equal("a page\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/page.txt"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("crash-suppressed", Kinds("nginx"));
    }

    [Theory]
    [InlineData("kill -SEGV $$", 139)]
    [InlineData("kill -FPE $$", 136)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("exit 7", 7)]
    [InlineData("(sh -c 'kill -KILL $$'; exit $?) 2>/dev/null; exit $?", 137)]
    [InlineData("trap 'exit 4' SEGV; kill -SEGV $$; sleep 5", 4)]
    public void A_program_ends_as_it_ends_without(string script, int code) => Assert.Equal("", Bench.Perdure("run", "--recover", "--", "bash", "-c", script).Expect(code).Errors);

    [Fact]
    public void What_does_not_exist_is_said_as_shells_say_it()
    {
        Bench.Perdure("run", "--recover", "--", "/nonesuch").ExpectFailure(127, "there is no program /nonesuch");
        Bench.Perdure("run", "--recover", "--", "/etc/passwd").ExpectFailure(126, "cannot start /etc/passwd");
    }
}
