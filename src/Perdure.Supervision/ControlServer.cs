using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Perdure.Kernel;

namespace Perdure.Supervision;

/// <summary>The control socket of a supervisor. Each connection asks one question, on a thread of its own.</summary>
internal sealed class ControlServer : IDisposable
{
    private const int Backlog = 16;
    private const int MaxRequestBytes = 4096;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<ControlRequest, ControlAnswer> _answer;
    private readonly Thread _thread;

    /// <param name="path">Where it lies; whoever has the program's lock may replace what is there.</param>
    /// <param name="answer">Answers a question; may be called on several threads at once.</param>
    public ControlServer(string path, Func<ControlRequest, ControlAnswer> answer)
    {
        _answer = answer;
        File.Delete(path);
        try
        {
            _socket.Bind(new UnixDomainSocketEndPoint(path));
            _socket.Listen(Backlog);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            _socket.Dispose();
            throw new PerdureException($"cannot make the control socket {path}: {e.Message}", $"{SupervisorFolder.Variable} names another folder");
        }

        _thread = new Thread(Accept) { IsBackground = true, Name = "control socket" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Accept()
    {
        const int breathMilliseconds = 100;
        while (true)
        {
            try
            {
                var client = _socket.Accept();
                new Thread(() => Serve(client)) { IsBackground = true, Name = "control client" }.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ConnectionAborted)
            {
                Thread.Sleep(breathMilliseconds);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The supervisor ends.
                return;
            }
        }
    }

    private void Serve(Socket client)
    {
        using (client)
        {
            try
            {
                client.ReceiveTimeout = client.SendTimeout = (int)s_patience.TotalMilliseconds;
                if (ReadLine(client) is not { } line || JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest) is not { } request)
                    return;
                client.Send([.. JsonSerializer.SerializeToUtf8Bytes(_answer(request), ControlJson.Default.ControlAnswer), (byte)'\n']);
            }
            catch (Exception e) when (e is SocketException or JsonException)
            {
                // Who asks badly, or leaves before the answer, gets none.
            }
        }
    }

    private static string? ReadLine(Socket client)
    {
        var bytes = new byte[MaxRequestBytes];
        var length = 0;
        while (length < bytes.Length)
        {
            var read = client.Receive(bytes.AsSpan(length));
            if (read == 0)
                return null;
            length += read;
            var end = bytes.AsSpan(0, length).IndexOf((byte)'\n');
            if (end >= 0)
                return Encoding.UTF8.GetString(bytes, 0, end);
        }

        return null;
    }
}
