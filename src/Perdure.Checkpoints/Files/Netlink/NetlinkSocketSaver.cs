using System.Buffers.Binary;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Netlink;

/// <summary>Sockets to the kernel.</summary>
internal static class NetlinkSocketSaver
{
    private const int SO_TYPE = 3;
    private const int SO_PROTOCOL = 38;
    private const int NETLINK_LIST_MEMBERSHIPS = 9;
    private const int MaxGroupBytes = 4096;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var socket = found.First.Handle;
        var address = SocketCalls.Name(socket).Or([]);
        if ((DescriptorCalls.Poll(socket, PollEvents.POLLIN).Or(PollEvents.None) & PollEvents.POLLIN) != 0)
            context.Note("a netlink socket has messages that are not read yet; a restored program does not get them");
        return new NetlinkSocketDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            SocketKind = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_TYPE).Or((int)SocketKind.SOCK_RAW),
            Protocol = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PROTOCOL).OrThrow("ask for the protocol of a netlink socket"),
            Port = address.Length >= 8 ? BinaryPrimitives.ReadUInt32LittleEndian(address.AsSpan(4)) : 0,
            Groups = GroupsOf(found),
            Options = SocketOptionSaver.Read(socket, SocketClasses.Netlink),
        };
    }

    private static List<int> GroupsOf(FoundDescription found)
    {
        var groups = new List<int>();
        Span<byte> bits = stackalloc byte[MaxGroupBytes];
        bits.Clear();
        var length = SocketCalls.GetOption(found.First.Handle, SocketOptionTable.SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, bits).Or(0);
        for (var group = 1; group <= Math.Min(length, MaxGroupBytes) * 8; group++)
        {
            if ((bits[(group - 1) / 8] & (1 << ((group - 1) % 8))) != 0)
                groups.Add(group);
        }
        return groups;
    }
}
