using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// A TCP socket whose connection is over, made of a real one over the loopback interface; poll and epoll wake. What the program lost is reset: a read or write gives ECONNRESET, then the end and EPIPE. Never the end at
/// once: a client that reads until the end would take half an answer for the whole. Only where both directions had ended already it sees what it would have seen.
/// </summary>
internal static class ClosedConnection
{
    private const int Both = 2;
    private const int SO_LINGER = 13;
    private const int MostWaits = 1000;

    /// <summary>One that its peer has reset.</summary>
    public static SafeFileHandle MakeReset(SocketFamily family)
    {
        var (lost, peer) = Connect(family);
        // On, and for no time: to close it then is to reset it.
        _ = SocketCalls.SetOption(peer, SocketOptionTable.SOL_SOCKET, SO_LINGER, [1, 0, 0, 0, 0, 0, 0, 0]);
        peer.Dispose();
        for (var wait = 0; wait < MostWaits && (DescriptorCalls.Poll(lost, PollEvents.POLLRDHUP).Or(PollEvents.None) & PollEvents.POLLERR) == 0; wait++)
            Thread.Sleep(1);
        return lost;
    }

    /// <summary>One of which both directions have ended.</summary>
    public static SafeFileHandle MakeEnded(SocketFamily family)
    {
        var (ended, peer) = Connect(family);
        _ = SocketCalls.Shutdown(peer, Both);
        _ = SocketCalls.Shutdown(ended, Both);
        peer.Dispose();
        return ended;
    }

    private static (SafeFileHandle Accepted, SafeFileHandle Peer) Connect(SocketFamily family)
    {
        using var listener = SocketCalls.Create(family, SocketKind.SOCK_STREAM, 0).OrThrow("make a socket");
        SocketCalls.Bind(listener, Loopback(family)).OrThrow("bind a socket to the loopback interface", "bring it up: ip link set lo up");
        SocketCalls.Listen(listener, 1).OrThrow("listen on the loopback interface");
        var peer = SocketCalls.Create(family, SocketKind.SOCK_STREAM, 0).OrThrow("make a socket");
        SocketCalls.Connect(peer, SocketCalls.Name(listener).OrThrow("ask for an address")).OrThrow("connect over the loopback interface");
        return (SocketCalls.Accept(listener).OrThrow("accept over the loopback interface"), peer);
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
