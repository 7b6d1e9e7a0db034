using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Demo;

/// <summary>A redis-server of the demo's own, on a free port of the loopback, with all its files in the demo's folder.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly Process _process;

    private RedisServer(Process process, int port)
    {
        _process = process;
        Port = port;
        Current = Pid;
    }

    internal int Port { get; }

    internal Pid Pid => new(_process.Id);

    /// <summary>The process that is redis now: after a restore it may have another id.</summary>
    internal Pid Current { get; set; }

    /// <summary>Starts it in a session of its own and with no terminal, as a service would run.</summary>
    internal static RedisServer Start(string folder)
    {
        var port = FreePort();
        var command = $"exec setsid redis-server --port {port.ToString(CultureInfo.InvariantCulture)} --bind 127.0.0.1 --save '' --appendonly no --dir \"$0\" </dev/null >\"$0/redis.log\" 2>&1";
        try
        {
            return new RedisServer(Process.Start("/bin/sh", ["-c", command, folder]), port);
        }
        catch (Win32Exception error)
        {
            throw new PerdureException($"cannot start redis-server: {error.Message}");
        }
    }

    /// <summary>Whether there is a redis-server to be started.</summary>
    internal static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Connects as soon as it answers.</summary>
    internal RespClient Connect(CancellationToken interrupted)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var client = new RespClient(Port);
                client.Ask("PING");
                return client;
            }
            catch (Exception error) when (error is SocketException or IOException && attempt < 1_000)
            {
                if (_process.HasExited && Current == Pid && attempt > 100)
                    throw new PerdureException($"redis-server ended at once, with exit code {_process.ExitCode}", "try it by hand: redis-server");
                interrupted.WaitHandle.WaitOne(10);
                interrupted.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Ends it as the kernel ends what it must: without a word.</summary>
    internal void KillHard()
    {
        Signals.Kill(Current, SignalNumber.SIGKILL).OrThrow($"kill redis ({Current})");
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _ = Signals.Kill(Current, SignalNumber.SIGKILL);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
