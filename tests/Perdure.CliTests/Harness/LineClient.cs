using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.CliTests.Harness;

/// <summary>A connection of a protocol of lines (redis, memcached), with a time limit on every answer.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly NetworkStream stream;
    private readonly StreamReader reader;

    public LineClient(int port, TimeSpan? patience = null)
    {
        client.Connect(IPAddress.Loopback, port);
        stream = client.GetStream();
        stream.ReadTimeout = (int)(patience ?? TimeSpan.FromSeconds(20)).TotalMilliseconds;
        reader = new StreamReader(stream, Encoding.Latin1);
    }

    public void Send(string text) => stream.Write(Encoding.Latin1.GetBytes(text));

    public string ReadLine() => reader.ReadLine() ?? throw new IOException("the server closed the connection");

    public string Ask(string line)
    {
        Send(line + "\r\n");
        return ReadLine();
    }

    public void Dispose()
    {
        reader.Dispose();
        client.Dispose();
    }
}
