using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// A table of nf_tables that drops the packets of some TCP connections of this network namespace, both ways: the kernel then tells nobody that the
/// connection is not there, and the peer sends again later. This one goes by itself when it is disposed, or when this process ends in any way.
/// </summary>
public sealed class PacketHold : IDisposable
{
    private const int AnswerSeconds = 5;
    private const int BufferBytes = 8 * 1024 * 1024;
    private const int ReplyBytes = 64 * 1024;
    private const int AnswerBytes = 20;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVTIMEO = 20;
    private const int SO_SNDBUFFORCE = 32;
    private const int SO_RCVBUFFORCE = 33;
    private readonly SafeFileHandle _owner;

    private PacketHold(SafeFileHandle owner) => _owner = owner;

    /// <summary>Holds until it is disposed.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="incoming">The packets that come in; those that answer them are meant too.</param>
    public static KernelResult<PacketHold> ForNow(string table, IReadOnlyList<TcpPath> incoming)
    {
        var socket = Open();
        if (!socket.Ok)
            return KernelResult.Failure<PacketHold>(socket.Error);
        var error = Talk(socket.Value, PacketHoldTable.Make(table, incoming, isOwned: true, milliseconds: 0));
        if (error == Errno.None)
            return KernelResult.Success(new PacketHold(socket.Value));
        socket.Value.Dispose();
        return KernelResult.Failure<PacketHold>(error);
    }

    /// <summary>Makes a table that stays until it is removed, or the machine starts anew; after the time it drops nothing any more.</summary>
    public static Errno Lasting(string table, IReadOnlyList<TcpPath> incoming, long milliseconds) =>
        Alone(PacketHoldTable.Make(table, incoming, isOwned: false, milliseconds));

    /// <summary>Removes a lasting table; ENOENT when there is none.</summary>
    public static Errno Remove(string table) => Alone(PacketHoldTable.Remove(table));

    /// <summary>None when there is such a table in this network namespace, ENOENT when there is not.</summary>
    public static Errno Find(string table)
    {
        var socket = Open();
        if (!socket.Ok)
            return socket.Error;
        using var handle = socket.Value;
        var sent = FileCalls.Write(handle, PacketHoldTable.Find(table));
        return sent.Ok ? ReadAnswers(handle, 1) : sent.Error;
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();

    private static Errno Alone(NetlinkBatch batch)
    {
        var socket = Open();
        if (!socket.Ok)
            return socket.Error;
        using var handle = socket.Value;
        return Talk(handle, batch);
    }

    private static KernelResult<SafeFileHandle> Open()
    {
        var socket = SocketCalls.Create(SocketFamily.AF_NETLINK, SocketKind.SOCK_RAW, NfTables.NETLINK_NETFILTER);
        if (!socket.Ok)
            return socket;
        _ = SocketCalls.SetOption(socket.Value, SOL_SOCKET, SO_SNDBUFFORCE, BufferBytes);
        _ = SocketCalls.SetOption(socket.Value, SOL_SOCKET, SO_RCVBUFFORCE, BufferBytes);
        // struct timeval; so that a kernel that answers otherwise than we expect is an error, and never a hang.
        Span<byte> patience = stackalloc byte[16];
        patience.Clear();
        patience[0] = AnswerSeconds;
        _ = SocketCalls.SetOption(socket.Value, SOL_SOCKET, SO_RCVTIMEO, patience);
        return socket;
    }

    private static Errno Talk(SafeFileHandle socket, NetlinkBatch batch)
    {
        var sent = FileCalls.Write(socket, batch.End());
        return sent.Ok ? ReadAnswers(socket, batch.Answers) : sent.Error;
    }

    private static Errno ReadAnswers(SafeFileHandle socket, int expected)
    {
        var buffer = new byte[ReplyBytes];
        while (expected > 0)
        {
            var got = FileCalls.Read(socket, buffer);
            if (!got.Ok)
                return got.Error;
            var error = ReadAnswers(buffer.AsSpan(0, (int)got.Value), ref expected);
            if (error != Errno.None)
                return error;
        }

        return Errno.None;
    }

    /// <summary>struct nlmsghdr, and the error number of struct nlmsgerr behind it; 0 for a message that took effect.</summary>
    private static Errno ReadAnswers(ReadOnlySpan<byte> answers, ref int expected)
    {
        while (answers.Length >= AnswerBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(answers);
            if (length < AnswerBytes || length > answers.Length)
                return Errno.EBADMSG;
            if (BinaryPrimitives.ReadInt16LittleEndian(answers[4..]) == NfTables.NLMSG_ERROR)
            {
                expected--;
                var error = (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(answers[16..]));
                if (error != Errno.None)
                    return error;
            }

            answers = answers[Math.Min(answers.Length, (length + 3) & ~3)..];
        }

        return Errno.None;
    }
}
