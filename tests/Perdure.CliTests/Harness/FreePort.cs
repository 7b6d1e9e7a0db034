using System.Net;
using System.Net.Sockets;

namespace Perdure.CliTests.Harness;

/// <summary>Ports of 127.0.0.1 that nobody listens on at the moment.</summary>
internal static class FreePort
{
    /// <summary>The kernel hands out ephemeral ports in no order, so two tests hardly ever get the same; a server that can't bind fails its start.</summary>
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsAnswered(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
