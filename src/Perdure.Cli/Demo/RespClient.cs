using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Cli.Demo;

/// <summary>As much of redis' protocol (RESP 2) as the demo needs: commands of strings, answers of one line or one string.</summary>
internal sealed class RespClient : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private readonly TcpClient _connection = new() { NoDelay = true, ReceiveTimeout = 10_000, SendTimeout = 10_000 };
    private readonly BufferedStream _stream;

    internal RespClient(int port)
    {
        _connection.Connect(IPAddress.Loopback, port);
        _stream = new BufferedStream(_connection.GetStream(), 1 << 16);
    }

    /// <summary>Sends a command and waits for the answer; null if redis has no such key.</summary>
    internal string? Ask(params ReadOnlySpan<string> words)
    {
        Send(words);
        return Receive();
    }

    /// <summary>Sends a command; the answer is to be received later.</summary>
    internal void Send(params ReadOnlySpan<string> words)
    {
        var command = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        _stream.Write(Encoding.UTF8.GetBytes(command.ToString()));
    }

    /// <summary>The answer to the oldest command that has none yet.</summary>
    internal string? Receive()
    {
        _stream.Flush();
        var line = ReadLine();
        return line[0] switch
        {
            '$' => ReadString(int.Parse(line[1..], CultureInfo.InvariantCulture)),
            '-' => throw new PerdureException($"redis answered: {line[1..]}"),
            _ => line[1..],
        };
    }

    public void Dispose()
    {
        _stream.Dispose();
        _connection.Dispose();
    }

    private string? ReadString(int length)
    {
        if (length < 0)
            return null;
        if (length > LongestAnswer)
            throw new PerdureException($"redis announced an answer of {length} bytes, more than this demo reads");
        var bytes = new byte[length + 2];
        _stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (_stream.ReadByte() is var letter && letter != '\n')
        {
            if (letter < 0 || line.Length > LongestAnswer)
                throw new IOException("redis closed the connection in the middle of an answer");
            line.Append((char)letter);
        }
        return line.ToString().TrimEnd('\r');
    }
}
