using System.Net;
using System.Net.Sockets;

namespace Perdure.Scenarios.Servers;

internal static class FreePort
{
    /// <summary>A port of the loopback that nobody listens on, below the range from which the kernel gives clients theirs.</summary>
    public static int Find()
    {
        for (; ; )
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                var port = Random.Shared.Next(20_000, 32_000);
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next guess is as good as any.
            }
        }
    }
}
