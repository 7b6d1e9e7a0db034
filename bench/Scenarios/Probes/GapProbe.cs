using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Scenarios.Resp;

namespace Perdure.Scenarios.Probes;

/// <summary>
/// A client that pings about every 0.2 ms and notes when each answer came: the longest gap between two answers is what a client feels of
/// a pause. Without any pause the gap is sleep, timer slack and round trip, some 0.3 ms, and on a machine with few processors now and
/// then some more.
/// </summary>
internal sealed class GapProbe : IDisposable
{
    private const int BetweenPingsMicroseconds = 200;
    private const int MostAnswers = 2_000_000;

    private readonly Socket _socket;
    private readonly long[] _answeredAt = new long[MostAnswers];
    private readonly Thread _thread;
    private volatile bool _stopping;
    private volatile int _count;
    private SocketException? _failure;

    public GapProbe(int port)
    {
        Array.Clear(_answeredAt);
        _socket = Loopback.Connect(port);
        _thread = new Thread(Ping) { IsBackground = true, Name = "gap probe" };
        _thread.Start();
    }

    /// <summary>Ends the pinging; the gaps can be asked for from then on.</summary>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_failure is not null)
            throw new PerdureException($"the connection did not outlive the checkpoint: {_failure.Message}");
    }

    /// <summary>The longest gap between two answers of which any part lies between the two times.</summary>
    public double LongestGapMilliseconds(long from, long to)
    {
        var longest = 0L;
        for (var i = 1; i < _count; i++)
            if (_answeredAt[i] > from && _answeredAt[i - 1] < to)
                longest = Math.Max(longest, _answeredAt[i] - _answeredAt[i - 1]);
        return Clock.MillisecondsBetween(0, longest);
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Ping()
    {
        Span<byte> answer = stackalloc byte[Question.Ping.Answer.Length];
        try
        {
            while (!_stopping && _count < MostAnswers)
            {
                _socket.Send(Question.Ping.Request.Span);
                Loopback.ReceiveExactly(_socket, answer);
                _answeredAt[_count] = Clock.Now;
                _count++;
                ShortSleep.Microseconds(BetweenPingsMicroseconds);
            }
        }
        catch (SocketException failure)
        {
            _failure = failure;
        }
    }
}
