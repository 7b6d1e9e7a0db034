using System.Buffers.Binary;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Asks the kernel about sockets by NETLINK_SOCK_DIAG (linux/sock_diag.h, linux/unix_diag.h), in our own network namespace.</summary>
public static class SocketDiagCalls
{
    private const int RequestBytes = 24;
    private const int UnixMessageBytes = 16;
    private const uint ShowVfsPeerWaitingQueue = 0x2 | 0x4 | 0x8 | 0x10;

    /// <summary>Every UNIX socket of this network namespace, by inode.</summary>
    public static KernelResult<Dictionary<uint, UnixSocketEntry>> UnixSockets()
    {
        var opened = NetlinkSocket.Open(Netlink.NETLINK_SOCK_DIAG);
        if (!opened.Ok)
            return KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(opened.Error);
        using var netlink = opened.Value;
        var sockets = new Dictionary<uint, UnixSocketEntry>();
        var error = netlink.List(Request(), (type, body) =>
        {
            if (type != Netlink.SOCK_DIAG_BY_FAMILY || body.Length < UnixMessageBytes)
                return;
            var entry = Entry(body);
            sockets[entry.Inode] = entry;
        });
        return error == Errno.None ? KernelResult.Success(sockets) : KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(error);
    }

    /// <summary>struct unix_diag_req: of all states, with what is shown.</summary>
    private static byte[] Request()
    {
        Span<byte> body = stackalloc byte[RequestBytes];
        body.Clear();
        body[0] = (byte)SocketFamily.AF_UNIX;
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], ShowVfsPeerWaitingQueue);
        var messages = new NetlinkMessages();
        messages.Add(Netlink.SOCK_DIAG_BY_FAMILY, Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP, body, static () => { });
        return messages.ToArray();
    }

    private static UnixSocketEntry Entry(ReadOnlySpan<byte> body)
    {
        var entry = new UnixSocketEntry { Kind = body[1], State = body[2], Inode = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]) };
        for (var rest = body[UnixMessageBytes..]; rest.Length >= 4;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (length < 4 || length > rest.Length)
                break;
            entry = With(entry, BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]), rest[4..length]);
            rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
        }
        return entry;
    }

    private static UnixSocketEntry With(UnixSocketEntry entry, int attribute, ReadOnlySpan<byte> value) => attribute switch
    {
        1 => entry with { FileInode = Word(value, 0), FileDevice = Word(value, 1) },
        2 => entry with { Peer = Word(value, 0) },
        3 => entry with { Waiting = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(value).ToArray() },
        4 => entry with { ReceiveQueue = Word(value, 0), SendQueue = Word(value, 1) },
        6 => entry with { Shutdown = value.IsEmpty ? 0 : value[0] },
        _ => entry,
    };

    private static uint Word(ReadOnlySpan<byte> value, int index) =>
        value.Length >= (index + 1) * 4 ? BinaryPrimitives.ReadUInt32LittleEndian(value[(index * 4)..]) : 0;
}
