using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Netlink;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.UnixSockets;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Sockets: asks which family, and goes on to that one's saver.</summary>
internal static class SocketSaver
{
    private const int SOL_SOCKET = 1;
    private const int SO_DOMAIN = 39;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var family = (SocketFamily)SocketCalls.GetOption(found.First.Handle, SOL_SOCKET, SO_DOMAIN).Or(0);
        return family switch
        {
            SocketFamily.AF_UNIX => UnixSocketSaver.Save(found, context),
            SocketFamily.AF_INET or SocketFamily.AF_INET6 => InetSocketSaver.Save(found, context, family),
            SocketFamily.AF_NETLINK => NetlinkSocketSaver.Save(found, context),
            SocketFamily.AF_PACKET => UnsupportedSaver.Save(found, context, "a packet socket (AF_PACKET)"),
            SocketFamily.AF_VSOCK => UnsupportedSaver.Save(found, context, "a socket to a virtual machine (vsock)"),
            SocketFamily.AF_ALG => UnsupportedSaver.Save(found, context, "a socket of the kernel's ciphers (AF_ALG)"),
            _ => UnsupportedSaver.Save(found, context, $"a socket of family {(int)family}"),
        };
    }
}
