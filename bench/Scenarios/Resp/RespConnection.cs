using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Scenarios.Resp;

/// <summary>A blocking connection to a redis, for questions outside of measurements.</summary>
internal sealed class RespConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly BufferedStream _input;

    public RespConnection(int port)
    {
        _socket = Loopback.Connect(port);
        _input = new BufferedStream(new NetworkStream(_socket), 65536);
    }

    /// <summary>Sends an inline command and returns the first line of its answer.</summary>
    public string Ask(string command)
    {
        _socket.Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        return ReadLine();
    }

    /// <summary>A key's value; empty when there is none.</summary>
    public byte[] Get(string key) => ReadBulk(Ask($"GET {key}"));

    /// <summary>A number out of INFO, such as used_memory.</summary>
    public long Info(string section, string field)
    {
        var lines = Encoding.ASCII.GetString(ReadBulk(Ask($"INFO {section}"))).Split("\r\n");
        var line = lines.FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            ?? throw new PerdureException($"redis knows no {field}");
        return long.Parse(line.AsSpan(field.Length + 1), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _input.Dispose();
        _socket.Dispose();
    }

    private byte[] ReadBulk(string header)
    {
        var length = header.StartsWith('$') ? int.Parse(header.AsSpan(1), CultureInfo.InvariantCulture) : -1;
        if (length < 0)
            return [];
        var bytes = new byte[length + 2];
        _input.ReadExactly(bytes);
        return bytes[..length];
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var next = _input.ReadByte(); next != '\n'; next = _input.ReadByte())
        {
            if (next < 0)
                throw new PerdureException("redis closed the connection");
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }
}
