using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Makes two connected sockets with the names that they had.</summary>
internal static class UnixPair
{
    public static (SafeFileHandle First, SafeFileHandle Second) Make(SocketKind kind, byte[] first, byte[] second)
    {
        if (!UnixAddress.IsNamed(first) && !UnixAddress.IsNamed(second))
            return SocketCalls.CreatePair(kind).OrThrow("make a pair of UNIX sockets");
        return NamePlace.Run([first, second], () =>
        {
            if (UnixAddress.IsNamed(first))
                return Connect(kind, first, second);
            var (accepted, connected) = Connect(kind, second, first);
            return (connected, accepted);
        });
    }

    /// <summary>The accepted socket takes the listener's name; the other one may be bound before it connects.</summary>
    private static (SafeFileHandle Accepted, SafeFileHandle Connected) Connect(SocketKind kind, byte[] accepted, byte[] connected)
    {
        var name = UnixAddress.Show(accepted);
        using var listener = SocketCalls.Create(SocketFamily.AF_UNIX, kind, 0).OrThrow("make a UNIX socket");
        SocketCalls.Bind(listener, accepted).OrThrow($"bind {name}", "another process may have that name (ss -xlp shows it)");
        SocketCalls.Listen(listener, 1).OrThrow($"listen on {name}");
        var other = SocketCalls.Create(SocketFamily.AF_UNIX, kind, 0).OrThrow("make a UNIX socket");
        if (UnixAddress.IsNamed(connected) && UnixAddress.Show(connected) != name)
            SocketCalls.Bind(other, connected).OrThrow($"bind {UnixAddress.Show(connected)}");
        SocketCalls.Connect(other, accepted).OrThrow($"connect to {name}");
        return (SocketCalls.Accept(listener).OrThrow($"accept on {name}"), other);
    }
}
