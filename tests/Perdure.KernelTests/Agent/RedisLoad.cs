using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Connections to a redis that count without pause; an answer that is not the next number is a failure.</summary>
internal sealed class RedisLoad : IDisposable
{
    private readonly List<Thread> _threads = [];
    private readonly List<string> _failures = [];
    private volatile bool _stop;
    private long _answers;

    public RedisLoad(int port, int connections)
    {
        for (var number = 0; number < connections; number++)
        {
            var key = $"count-{number}";
            var thread = new Thread(() => Count(port, key)) { IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>A connection of the test's own.</summary>
    public static TcpClient Connect(int port)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (true)
        {
            var client = new TcpClient { NoDelay = true };
            try
            {
                client.Connect(IPAddress.Loopback, port);
                return client;
            }
            catch (SocketException) when (Environment.TickCount64 < deadline)
            {
                client.Dispose();
                Thread.Sleep(20);
            }
        }
    }

    public static string Ask(TcpClient client, string command)
    {
        client.GetStream().Write(Encoding.ASCII.GetBytes(command + "\r\n"));
        var answer = new StringBuilder();
        while (client.GetStream().ReadByte() is var letter and not '\n')
        {
            Assert.NotEqual(-1, letter);
            answer.Append((char)letter);
        }

        return answer.ToString().TrimEnd('\r');
    }

    /// <summary>Lets so many more be answered.</summary>
    public void AwaitAnswers(long more)
    {
        var until = Answers + more;
        var deadline = Environment.TickCount64 + 30_000;
        while (Answers < until)
        {
            Assert.Empty(_failures);
            Assert.True(Environment.TickCount64 < deadline, "the load does not get on");
            Thread.Sleep(1);
        }
    }

    /// <summary>Ends it, and expects that nothing failed.</summary>
    public void Dispose()
    {
        _stop = true;
        foreach (var thread in _threads)
            thread.Join();
        Assert.Empty(_failures);
    }

    private void Count(int port, string key)
    {
        try
        {
            using var client = Connect(port);
            client.ReceiveTimeout = 20_000;
            for (var number = 1L; !_stop; number++)
            {
                var answer = Ask(client, $"INCR {key}");
                if (answer != $":{number.ToString(CultureInfo.InvariantCulture)}")
                    throw new InvalidOperationException($"{key}: expected {number}, got {answer}");
                Interlocked.Increment(ref _answers);
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidOperationException)
        {
            lock (_failures)
                _failures.Add(failure.Message);
        }
    }
}
