using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Connections;

/// <summary>
/// One connection to redis with requests in flight all the time: a thread writes without waiting for answers, another one reads them. Each answer is the number of its request,
/// between texts of 30 KB that redis sends back: so a byte that is lost, or comes twice, is seen at once.
/// </summary>
internal sealed class RedisStream : IDisposable
{
    private const int TextBytes = 30_000;
    private readonly TcpClient _client;
    private readonly Thread _writer;
    private readonly Thread _reader;
    private volatile bool _stop;
    private long _sent;
    private long _read;

    public RedisStream(IPAddress address, int port)
    {
        _client = new TcpClient(address.AddressFamily) { NoDelay = true };
        _client.Connect(address, port);
        (_writer, _reader) = (new Thread(Write) { IsBackground = true }, new Thread(Read) { IsBackground = true });
        _writer.Start();
        _reader.Start();
    }

    /// <summary>Requests answered so far.</summary>
    public long Answered => Interlocked.Read(ref _read);

    /// <summary>What went wrong; null when nothing has.</summary>
    public string? Failure { get; private set; }

    /// <summary>Stops asking, and waits for all answers. (Redis drops answers for a connection of which one direction has ended.)</summary>
    public void ExpectAll()
    {
        _stop = true;
        Patience.Until(() => Failure is not null || (_writer.Join(0) && Answered == _sent), TimeSpan.FromSeconds(60), "all answers");
        Assert.True(Failure is null, Failure);
    }

    public void Dispose()
    {
        _stop = true;
        _client.Dispose();
        _writer.Join();
        _reader.Join();
    }

    private static string TextOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{number} ").PadRight(TextBytes, (char)('a' + (number % 26)));

    private void Write() => Watch(() =>
    {
        var stream = _client.GetStream();
        while (!_stop)
        {
            var text = TextOf(_sent + 1);
            stream.Write(Encoding.Latin1.GetBytes($"*2\r\n$4\r\nECHO\r\n${text.Length}\r\n{text}\r\nINCR stream\r\n"));
            Interlocked.Increment(ref _sent);
        }
    });

    private void Read() => Watch(() =>
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1);
        while (reader.ReadLine() is { } header)
        {
            var number = Answered + 1;
            if (header != $"${TextBytes}" || reader.ReadLine() != TextOf(number))
                throw new IOException($"the text of answer {number} is wrong");
            if (reader.ReadLine() is not { } count || count != $":{number}")
                throw new IOException($"answer {number} is wrong");
            Interlocked.Increment(ref _read);
        }
    });

    private void Watch(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failed) when (failed is IOException or SocketException or ObjectDisposedException)
        {
            Failure ??= failed.Message;
        }
    }
}
