using System.Diagnostics;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>An ASP.NET application on the .NET runtime: JIT code mapped twice, signal-based suspension, timers, a thread pool, sockets.</summary>
public sealed class DotnetWebTests : ProgramTest
{
    private static readonly Lock Gate = new();
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
        var program = Built(dotnet);
        var app = Bench.Start("web", dotnet, program, "--urls", $"http://127.0.0.1:{port}");
        AwaitPort(port, app, "the web app");
        return app;
    }

    private static string Built(string dotnet)
    {
        var output = Path.Combine(Repository.Artifacts, "guests", "web");
        var program = Path.Combine(output, "web.dll");
        var project = Path.Combine(Repository.Guests, "web");
        lock (Gate)
        {
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > Directory.GetFiles(project).Max(File.GetLastWriteTimeUtc))
                return program;
            var obj = Path.Combine(Repository.Artifacts, "guests", "web-obj") + "/";
            string[] arguments = ["build", project, "-c", "Release", "-o", output, $"-p:BaseIntermediateOutputPath={obj}", "-p:UseSharedCompilation=false", "-nodeReuse:false"];
            var start = new ProcessStartInfo(dotnet, arguments) { RedirectStandardOutput = true };
            using var build = Process.Start(start)!;
            var text = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == 0, $"building the web app: {text}");
        }
        return program;
    }

    private string Get(string path)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.ConnectionClose = true;
        return client.GetStringAsync($"http://127.0.0.1:{port}/{path}").GetAwaiter().GetResult();
    }
}
