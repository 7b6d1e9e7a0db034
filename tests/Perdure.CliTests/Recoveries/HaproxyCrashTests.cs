using System.Net.Sockets;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>A haproxy that is told to crash by its own commands (`debug dev bug`, `debug dev panic`), while requests pass through it.</summary>
public sealed class HaproxyCrashTests : RecoveryTest
{
    private readonly int port = FreePort.Take();

    [Theory]
    [InlineData("debug dev bug", 3)]
    // It panics once: after that it takes itself for panicking, and the command does nothing.
    [InlineData("debug dev panic", 1)]
    public void Requests_pass_through_it_while_it_crashes(string command, int crashes)
    {
        var socket = Path.Combine(Bench.Folder, "stats");
        var configuration = WriteFile("haproxy.cfg", $$"""
            global
                stats socket {{socket}} level admin
                nbthread 2
            defaults
                mode http
                timeout connect 5s
                timeout client 20s
                timeout server 20s
            frontend front
                bind 127.0.0.1:{{port}}
                http-request return status 200 content-type text/plain string "a page"

            """);
        var server = Bench.Start("haproxy", Needs.Program("haproxy"), "-db", "-f", configuration);
        AwaitPort(port, server, "haproxy");
        Guard(server.Pid, "haproxy");
        using (var load = new Load(3, _ => Request()))
        {
            for (var crash = 0; crash < crashes; crash++)
            {
                Thread.Sleep(150);
                Say(socket, $"expert-mode on; {command}");
            }

            Thread.Sleep(150);
            load.ExpectNoFailure();
        }

        Assert.Equal(crashes, Told("haproxy", "crash-suppressed").Count);
        Assert.Null(server.ExitCode());
    }

    private Func<bool> Request()
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        return () => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")).GetAwaiter().GetResult() == "a page";
    }

    private static void Say(string path, string line)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 300 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
        try
        {
            var answer = new byte[4096];
            while (socket.Receive(answer) > 0)
                continue;
        }
        catch (SocketException)
        {
            // No answer comes of a command that crashed.
        }
    }
}
