using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Demo;

/// <summary>
/// A redis-server of the demo's own, on a free port of the loopback, with all its files in the demo's folder. It is a child that
/// the runtime does not know of: for those that it knows, the runtime's own waiting would swallow the stops that a tracer waits for.
/// </summary>
internal sealed class RedisServer : IDisposable
{
    private readonly string _log;

    private RedisServer(Pid pid, int port, string log)
    {
        _log = log;
        Port = port;
        Current = pid;
    }

    internal int Port { get; }

    /// <summary>The process that is redis now: after a restore it may have another id. Null while there is none.</summary>
    internal Pid? Current { get; set; }

    /// <summary>Starts it in a session of its own and with no terminal, as a service would run.</summary>
    internal static RedisServer Start(string folder)
    {
        var port = FreePort();
        var command = $"exec setsid redis-server --port {port.ToString(CultureInfo.InvariantCulture)} --bind 127.0.0.1 --save '' --appendonly no --dir \"$0\" </dev/null >\"$0/redis.log\" 2>&1";
        // What our caller has left open in us would be a pipe to outside in redis, and no checkpoint could be taken.
        _ = DescriptorCalls.CloseAllOnExec();
        var path = "PATH=" + Environment.GetEnvironmentVariable("PATH");
        return new RedisServer(Spawn.Start("/bin/sh", ["sh", "-c", command, folder], [path]).OrThrow("start redis-server"), port, Path.Combine(folder, "redis.log"));
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
                if (Current is null || Wait.Poll(Current.Value.Leader).Or(null) is { Ended: true })
                    throw new PerdureException("redis-server ended before it answered", $"its last words: {File.ReadLines(_log).LastOrDefault()}");
                interrupted.WaitHandle.WaitOne(10);
                interrupted.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Ends it as the kernel ends what it must: without a word. Its id is free afterwards.</summary>
    internal void KillHard()
    {
        if (Current is not { } pid)
            return;
        Current = null;
        if (Signals.Kill(pid, SignalNumber.SIGKILL).Ok)
            _ = Wait.For(pid.Leader);
    }

    public void Dispose() => KillHard();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
