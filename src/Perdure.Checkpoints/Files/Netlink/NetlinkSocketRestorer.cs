using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Netlink;

/// <summary>Makes sockets to the kernel.</summary>
internal static class NetlinkSocketRestorer
{
    private const int NETLINK_ADD_MEMBERSHIP = 1;

    public static SafeFileHandle Restore(NetlinkSocketDescription saved, RestoreContext context)
    {
        var socket = SocketCalls.Create(SocketFamily.AF_NETLINK, (SocketKind)saved.SocketKind, saved.Protocol).OrThrow($"make a netlink socket of protocol {saved.Protocol}");
        SocketOptionRestorer.Apply(socket, saved.Options, saved.Name, context);
        if (saved.Port != 0 && !SocketCalls.Bind(socket, Address(saved.Port)).Ok)
        {
            SocketCalls.Bind(socket, Address(0)).OrThrow("bind a netlink socket");
            context.Note($"the netlink port {saved.Port} is taken; the kernel chose another one");
        }
        foreach (var group in saved.Groups)
        {
            if (!SocketCalls.SetOption(socket, SocketOptionTable.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group).Ok)
                context.Note($"a netlink socket of protocol {saved.Protocol} can't join group {group} again");
        }
        return socket;
    }

    private static byte[] Address(uint port)
    {
        var address = new byte[12];
        address[0] = (byte)SocketFamily.AF_NETLINK;
        BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(4), port);
        return address;
    }
}
