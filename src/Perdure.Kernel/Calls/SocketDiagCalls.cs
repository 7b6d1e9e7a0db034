using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Asks the kernel about sockets by NETLINK_SOCK_DIAG (linux/sock_diag.h, linux/unix_diag.h), in our own network namespace.</summary>
public static class SocketDiagCalls
{
    private const int NETLINK_SOCK_DIAG = 4;
    private const int SOCK_DIAG_BY_FAMILY = 20;
    private const int NLM_F_REQUEST = 1;
    private const int NLM_F_DUMP = 0x300;
    private const int NLMSG_ERROR = 2;
    private const int NLMSG_DONE = 3;
    private const int HeaderBytes = 16;
    private const int UnixMessageBytes = 16;
    private const int ReplyBytes = 64 * 1024;
    private const uint ShowVfsPeerWaitingQueue = 0x2 | 0x4 | 0x8 | 0x10;

    /// <summary>Every UNIX socket of this network namespace, by inode.</summary>
    public static KernelResult<Dictionary<uint, UnixSocketEntry>> UnixSockets()
    {
        var made = SocketCalls.Create(SocketFamily.AF_NETLINK, SocketKind.SOCK_RAW, NETLINK_SOCK_DIAG);
        if (!made.Ok)
            return KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(made.Error);
        using var netlink = made.Value;
        Span<byte> request = stackalloc byte[HeaderBytes + 24];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteInt16LittleEndian(request[4..], SOCK_DIAG_BY_FAMILY);
        BinaryPrimitives.WriteInt16LittleEndian(request[6..], NLM_F_REQUEST | NLM_F_DUMP);
        request[HeaderBytes] = (byte)SocketFamily.AF_UNIX;
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 4)..], uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 12)..], ShowVfsPeerWaitingQueue);
        var sent = FileCalls.Write(netlink, request);
        return sent.Ok ? ReadReplies(netlink) : KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(sent.Error);
    }

    private static KernelResult<Dictionary<uint, UnixSocketEntry>> ReadReplies(SafeFileHandle netlink)
    {
        var sockets = new Dictionary<uint, UnixSocketEntry>();
        var buffer = new byte[ReplyBytes];
        while (true)
        {
            var got = FileCalls.Read(netlink, buffer);
            if (!got.Ok)
                return KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(got.Error);
            var end = Parse(buffer.AsSpan(0, (int)got.Value), sockets);
            if (end == Errno.EAGAIN)
                continue;
            return end == Errno.None
                ? KernelResult.Success(sockets)
                : KernelResult.Failure<Dictionary<uint, UnixSocketEntry>>(end);
        }
    }

    /// <summary>EAGAIN when more is to come, None at the end, or the kernel's error.</summary>
    private static Errno Parse(ReadOnlySpan<byte> replies, Dictionary<uint, UnixSocketEntry> sockets)
    {
        while (replies.Length >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(replies);
            if (length < HeaderBytes || length > replies.Length)
                return Errno.EBADMSG;
            var type = BinaryPrimitives.ReadInt16LittleEndian(replies[4..]);
            if (type == NLMSG_DONE)
                return Errno.None;
            if (type == NLMSG_ERROR)
                return (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(replies[HeaderBytes..]));
            var entry = Entry(replies[HeaderBytes..length]);
            sockets[entry.Inode] = entry;
            replies = replies[Math.Min(replies.Length, (length + 3) & ~3)..];
        }
        return Errno.EAGAIN;
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
