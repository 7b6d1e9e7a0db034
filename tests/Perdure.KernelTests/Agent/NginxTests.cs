using System.Net;
using Perdure.Agent;
using Perdure.Agent.Code;
using Perdure.Agent.Rings;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Debian's nginx with two workers, all of its processes with hooks, under requests.</summary>
public sealed class NginxTests
{
    [Fact]
    public async Task Every_request_is_answered_and_the_ring_has_its_bytes()
    {
        var port = Target.FreePort();
        using var nginx = Start(port);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        await AwaitAnswer(client);
        using var tracer = new TracerThread();
        var agents = tracer.Run(() =>
        {
            using var tree = FrozenTree.Freeze(nginx.Pid, wholeTree: true);
            return tree.Processes.Select(process => SyscallAgent.Attach(process)).ToList();
        });
        Assert.Equal(3, agents.Count);
        using var stop = new CancellationTokenSource();
        var load = Load(port, stop.Token);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        Assert.InRange(await load, 50, int.MaxValue);

        for (var number = 0; number < 20; number++)
            Assert.Equal("content", await client.GetStringAsync(new Uri($"page.html?request-{number}", UriKind.Relative), TestContext.Current.CancellationToken));
        var events = tracer.Run(() => Events(nginx.Pid, agents));
        for (var number = 0; number < 20; number++)
        {
            var request = $"/page.html?request-{number} ";
            var read = Assert.Single(events, noted => noted.Number == SyscallNumber.recvfrom && System.Text.Encoding.ASCII.GetString(noted.Payload.Span).Contains(request, StringComparison.Ordinal));
            Assert.Contains(events, noted => noted.Number is SyscallNumber.writev or SyscallNumber.sendfile && noted.First == read.First && noted.Sequence > read.Sequence);
        }

        Assert.Contains(events, noted => noted.Number is SyscallNumber.accept4);
        tracer.Run(() =>
        {
            using var tree = FrozenTree.Freeze(nginx.Pid, wholeTree: true);
            Assert.All(tree.Processes, process => Assert.True(agents.Single(agent => agent.Pid == process.Pid).Detach(process)));
        });
        Assert.Equal("content", await client.GetStringAsync(new Uri("page.html", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private static IReadOnlyList<AgentEvent> Events(Pid pid, List<SyscallAgent> agents)
    {
        using var tree = FrozenTree.Freeze(pid, wholeTree: true);
        return [.. tree.Processes.SelectMany(process => agents.Single(agent => agent.Pid == process.Pid).Rings.Of(process.Leader.ReadRegisters().FsBase)!.Events())];
    }

    private static Target Start(int port) => Target.Start($"{Programs.Find("nginx")} -p . -c nginx.conf -e error.log", folder =>
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0x1ed);
        File.WriteAllText(Path.Combine(folder, "page.html"), "content");
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            worker_processes 2;
            pid nginx.pid;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
              server { listen 127.0.0.1:{{port}}; root {{folder}}; }
            }
            """);
    });

    private static async Task AwaitAnswer(HttpClient client)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.GetStringAsync(new Uri("page.html", UriKind.Relative), TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException) when (attempt < 200)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Requests on connections of their own until it is stopped; how many were answered. One that is not answered fails the test.</summary>
    private static async Task<int> Load(int port, CancellationToken stop)
    {
        var answers = 0;
        await Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using var client = new HttpClient();
                    for (var number = 0; number < 10; number++, answers++)
                        Assert.Equal("content", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/page.html"), TestContext.Current.CancellationToken));
                }
            },
            TestContext.Current.CancellationToken);
        return answers;
    }
}
