using System.Net;
using System.Net.Sockets;

namespace Perdure.Scenarios.Resp;

/// <summary>Connections to the servers under measurement.</summary>
internal static class Loopback
{
    /// <summary>Longer than any pause that is worth measuring.</summary>
    private const int PatienceMilliseconds = 30_000;

    /// <summary>A blocking connection that sends at once; throws <see cref="SocketException"/> when nobody listens.</summary>
    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = PatienceMilliseconds };
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Fills the buffer with what comes; a connection that ends before is a reset one.</summary>
    public static void ReceiveExactly(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var got = socket.Receive(buffer);
            buffer = got != 0 ? buffer[got..] : throw new SocketException((int)SocketError.ConnectionReset);
        }
    }
}
