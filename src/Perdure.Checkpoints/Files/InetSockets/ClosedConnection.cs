using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// A TCP socket that is as it would be if its peer had closed the connection: a read gives the end, a write EPIPE, and poll and epoll wake. Made of a real connection
/// over the loopback interface.
/// </summary>
internal static class ClosedConnection
{
    private const int Both = 2;

    public static SafeFileHandle Make(SocketFamily family)
    {
        using var listener = SocketCalls.Create(family, SocketKind.SOCK_STREAM, 0).OrThrow("make a socket");
        SocketCalls.Bind(listener, Loopback(family)).OrThrow("bind a socket to the loopback interface", "bring it up: ip link set lo up");
        SocketCalls.Listen(listener, 1).OrThrow("listen on the loopback interface");
        using var peer = SocketCalls.Create(family, SocketKind.SOCK_STREAM, 0).OrThrow("make a socket");
        SocketCalls.Connect(peer, SocketCalls.Name(listener).OrThrow("ask for an address")).OrThrow("connect over the loopback interface");
        var closed = SocketCalls.Accept(listener).OrThrow("accept over the loopback interface");
        _ = SocketCalls.Shutdown(peer, Both);
        _ = SocketCalls.Shutdown(closed, Both);
        return closed;
    }

    private static byte[] Loopback(SocketFamily family)
    {
        if (family == SocketFamily.AF_INET)
            return [(byte)family, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        var address = new byte[28];
        address[0] = (byte)family;
        address[23] = 1;
        return address;
    }
}
