using System.Buffers;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Resp;

namespace Perdure.Scenarios.History;

/// <summary>
/// A client that writes so many records per second to random keys of a redis, pipelined every millisecond, whatever the server does: what could not be sent while it stood still is sent afterwards. The values are
/// records that the data does not have.
/// </summary>
internal sealed class PacedLoad : IDisposable
{
    private const int Records = 100_000;
    private const int MostAtOnce = 400;
    private const int MostWaiting = 20_000;
    private const int AnswerBytes = 5;
    private readonly Socket _socket;
    private readonly byte[][] _values;
    private readonly Random _random;
    private readonly Queue<(long At, int Count)> _waiting = new();
    private readonly ArrayBufferWriter<byte> _batch = new(1 << 20);
    private readonly byte[] _answers = new byte[1 << 16];
    private readonly int _keys;
    private readonly int _perSecond;
    private readonly Thread _thread;
    private readonly List<double> _latencies = [];
    private volatile bool _isStopping;
    private long _answered;
    private int _answerBytes;
    private int _waitingCount;
    private string? _failure;

    public PacedLoad(int port, int keys, int perSecond, int seed)
    {
        using var records = new RecordWriter(seed);
        _values = new byte[Records][];
        for (var at = 0; at < Records; at++)
            _values[at] = records.Write(keys + at).ToArray();
        _random = new Random(seed);
        _keys = keys;
        _perSecond = perSecond;
        _socket = Loopback.Connect(port);
        _thread = new Thread(Run) { IsBackground = true, Name = "paced load" };
        _thread.Start();
    }

    /// <summary>Requests answered so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Milliseconds from sending to answer of all requests since the last call, sorted.</summary>
    public List<double> TakeLatencies()
    {
        lock (_latencies)
        {
            var taken = _latencies.Order().ToList();
            _latencies.Clear();
            return taken;
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _socket.Dispose();
        if (_failure is not null)
            throw new PerdureException($"the load lost its connection: {_failure}");
    }

    private void Run()
    {
        try
        {
            var started = Clock.Now;
            long sent = 0;
            while (!_isStopping)
            {
                var due = (long)(Clock.MillisecondsSince(started) * _perSecond / 1000) - sent;
                if (due > 0 && _waitingCount < MostWaiting)
                    sent += Send((int)Math.Min(due, MostAtOnce));
                if (_socket.Available > 0)
                    Receive();
                if (due < MostAtOnce)
                    Thread.Sleep(1);
            }
        }
        catch (SocketException failure)
        {
            _failure = failure.Message;
        }
    }

    private int Send(int count)
    {
        _batch.ResetWrittenCount();
        for (var at = 0; at < count; at++)
            SetCommand.Append(_batch, BulkLoader.Key(_random.Next(_keys)), _values[_random.Next(Records)]);
        _waiting.Enqueue((Clock.Now, count));
        _waitingCount += count;
        for (var rest = _batch.WrittenSpan; !rest.IsEmpty;)
            rest = rest[_socket.Send(rest)..];
        return count;
    }

    private void Receive()
    {
        _answerBytes += _socket.Receive(_answers);
        var answers = _answerBytes / AnswerBytes;
        _answerBytes %= AnswerBytes;
        Interlocked.Add(ref _answered, answers);
        _waitingCount -= answers;
        lock (_latencies)
        {
            while (answers > 0)
            {
                var (at, count) = _waiting.Dequeue();
                var done = Math.Min(answers, count);
                _latencies.AddRange(Enumerable.Repeat(Clock.MillisecondsSince(at), done));
                answers -= done;
                if (done < count)
                    PutBack(at, count - done);
            }
        }
    }

    private void PutBack(long at, int count)
    {
        var rest = _waiting.ToArray();
        _waiting.Clear();
        _waiting.Enqueue((at, count));
        foreach (var one in rest)
            _waiting.Enqueue(one);
    }
}
