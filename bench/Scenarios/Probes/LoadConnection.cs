using System.Buffers;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Resp;

namespace Perdure.Scenarios.Probes;

/// <summary>One client of <see cref="LoadClient"/>: sends batches of SET prepared beforehand, waits for their answers, counts.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int Pipeline = 16;
    private const int PreparedBatches = 400;
    private const int AnswerBytes = Pipeline * 5;

    private readonly Socket _socket;
    private readonly byte[][] _batches;
    private readonly int[] _answersInMillisecond;
    private readonly long _startedAt;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private string? _failure;

    public LoadConnection(int port, int keys, int seed, long startedAt, int mostMilliseconds)
    {
        _startedAt = startedAt;
        _answersInMillisecond = new int[mostMilliseconds];
        _batches = Prepare(keys, seed);
        _socket = Loopback.Connect(port);
        _thread = new Thread(Run) { IsBackground = true, Name = "load" };
        _thread.Start();
    }

    public long Answers(int fromMillisecond, int toMillisecond) => _answersInMillisecond[fromMillisecond..toMillisecond].Sum();

    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_failure is not null)
            throw new PerdureException($"a client lost its connection during the checkpoint: {_failure}");
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _socket.Dispose();
    }

    private static byte[][] Prepare(int keys, int seed)
    {
        using var records = new RecordWriter(seed);
        var random = new Random(seed);
        var pipeline = new ArrayBufferWriter<byte>(Pipeline * 2048);
        var batches = new byte[PreparedBatches][];
        for (var batch = 0; batch < batches.Length; batch++)
        {
            pipeline.ResetWrittenCount();
            for (var i = 0; i < Pipeline; i++)
                SetCommand.Append(pipeline, BulkLoader.Key(random.Next(keys)), records.Write(random.Next()));
            batches[batch] = pipeline.WrittenSpan.ToArray();
        }

        return batches;
    }

    private void Run()
    {
        try
        {
            for (var turn = 0; !_stopping; turn++)
            {
                _socket.Send(_batches[turn % PreparedBatches]);
                ReadAnswers();
                var millisecond = (int)Clock.MillisecondsSince(_startedAt);
                if (millisecond >= _answersInMillisecond.Length)
                    return;
                _answersInMillisecond[millisecond] += Pipeline;
            }
        }
        catch (SocketException failure)
        {
            _failure = failure.Message;
        }
    }

    private void ReadAnswers()
    {
        Span<byte> answers = stackalloc byte[AnswerBytes];
        Loopback.ReceiveExactly(_socket, answers);
    }
}
