using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>An ASP.NET application on the .NET runtime: JIT code mapped twice, signal-based suspension, timers, a thread pool, sockets.</summary>
public sealed class DotnetWebTests : ProgramTest
{
    private readonly int port = FreePort.Take();

    [Fact]
    public void A_web_app_comes_back_three_times()
    {
        var app = Start();
        ThreeTimes(app.Pid, round =>
        {
            Assert.Equal($"{round + 1}", Get("count"));
            for (var i = 0; i < 50; i++)
                Assert.Equal("right", Get($"work?n={round * 50 + i}"));
            Get("collect");
            var before = int.Parse(Get("beats"));
            Patience.Until(() => int.Parse(Get("beats")) > before, TimeSpan.FromSeconds(10), "the timer to go on");
        });
    }

    [Fact]
    public void Ten_checkpoints_under_load_fail_no_request()
    {
        var app = Start();
        TenTimesUnderLoad(app.Pid, 4, number =>
        {
            var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
            var n = number;
            return () => client.GetStringAsync($"http://127.0.0.1:{port}/work?n={n += 4}").GetAwaiter().GetResult() == "right";
        });
    }

    private Keeper Start()
    {
        var dotnet = Needs.Program("dotnet", "/usr/share/dotnet", "/usr/lib/dotnet");
        var program = DotnetGuest.Built("web");
        var app = Bench.Start("web", dotnet, program, "--urls", $"http://127.0.0.1:{port}");
        AwaitPort(port, app, "the web app");
        return app;
    }

    private string Get(string path)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.ConnectionClose = true;
        return client.GetStringAsync($"http://127.0.0.1:{port}/{path}").GetAwaiter().GetResult();
    }
}
