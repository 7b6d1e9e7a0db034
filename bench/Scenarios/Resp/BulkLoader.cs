using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Scenarios.Data;

namespace Perdure.Scenarios.Resp;

/// <summary>Fills a redis through a pipeline, batch by batch, until it uses as much memory as wanted.</summary>
internal sealed class BulkLoader : IDisposable
{
    private const int Batch = 500;
    private const int BatchesBetweenChecks = 20;

    private readonly RecordWriter _records;
    private readonly RespConnection _questions;
    private readonly Socket _socket;
    private readonly ArrayBufferWriter<byte> _pipeline = new(1 << 20);
    private readonly byte[] _answers = new byte[Batch * "+OK\r\n".Length];
    private long _valueBytes;

    public BulkLoader(int port, RecordWriter records)
    {
        _records = records;
        _questions = new RespConnection(port);
        _socket = Loopback.Connect(port);
    }

    public int Keys { get; private set; }

    public double MeanValueBytes => _valueBytes / (double)Keys;

    /// <summary>The key of record n, in the form that redis-benchmark gives its random keys.</summary>
    public static string Key(int index) => "key:" + index.ToString("D12", CultureInfo.InvariantCulture);

    public void LoadUntil(long usedMemory)
    {
        for (var batch = 1; ; batch++)
        {
            if (batch % BatchesBetweenChecks == 1 && _questions.Info("memory", "used_memory") >= usedMemory)
                return;
            SendBatch();
            ReadAnswers();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _questions.Dispose();
    }

    private void SendBatch()
    {
        _pipeline.ResetWrittenCount();
        for (var end = Keys + Batch; Keys < end; Keys++)
        {
            var value = _records.Write(Keys);
            _valueBytes += value.Length;
            SetCommand.Append(_pipeline, Key(Keys), value);
        }

        for (var rest = _pipeline.WrittenSpan; !rest.IsEmpty;)
            rest = rest[_socket.Send(rest)..];
    }

    private void ReadAnswers()
    {
        Loopback.ReceiveExactly(_socket, _answers);
        if (_answers[0] != '+' || _answers[^5] != '+')
            throw new PerdureException("redis did not take the records");
    }
}
