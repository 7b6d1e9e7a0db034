using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>recvmsg(2) that only looks, and sendmsg(2), with passed descriptors and credentials.</summary>
public static unsafe partial class MessageCalls
{
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int SCM_CREDENTIALS = 2;
    private const int MSG_PEEK = 2;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int ControlHeader = 16;

    /// <summary>SCM_MAX_FD descriptors and credentials, with their headers.</summary>
    private const int ControlBytes = 2048;

    /// <summary>Looks at the next message (or bytes) without taking it; EAGAIN when there is none.</summary>
    public static KernelResult<SocketMessage> Peek(SafeFileHandle socket, Span<byte> into)
    {
        var control = stackalloc byte[ControlBytes];
        var address = stackalloc byte[SocketCalls.AddressBytes];
        fixed (byte* data = into)
        {
            var piece = new IoVec((ulong)data, (ulong)into.Length);
            var header = new MessageHeader
            {
                msg_name = address,
                msg_namelen = SocketCalls.AddressBytes,
                msg_iov = &piece,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = ControlBytes,
            };
            var length = recvmsg(socket, &header, MSG_PEEK | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            return length < 0
                ? KernelResult.Failure<SocketMessage>(KernelResult.LastErrno())
                : KernelResult.Success(Decode(header, (int)length, new ReadOnlySpan<byte>(address, Math.Max(0, header.msg_namelen))));
        }
    }

    /// <summary>Sends one message.</summary>
    /// <param name="socket">From where.</param>
    /// <param name="data">Bytes.</param>
    /// <param name="passed">Descriptors to pass.</param>
    /// <param name="credentials">Whom the message claims to be from; null: us. Another one needs root.</param>
    /// <param name="address">To where; empty for the connected peer.</param>
    public static KernelResult<long> Send(
        SafeFileHandle socket,
        ReadOnlySpan<byte> data,
        IReadOnlyList<SafeFileHandle> passed,
        UnixCredentials? credentials,
        ReadOnlySpan<byte> address)
    {
        var control = stackalloc byte[ControlBytes];
        new Span<byte>(control, ControlBytes).Clear();
        var used = Encode(new Span<byte>(control, ControlBytes), passed, credentials);
        fixed (byte* first = data, to = address)
        {
            var piece = new IoVec((ulong)first, (ulong)data.Length);
            var header = new MessageHeader
            {
                msg_name = to,
                msg_namelen = address.Length,
                msg_iov = &piece,
                msg_iovlen = 1,
                msg_control = used == 0 ? null : control,
                msg_controllen = (nuint)used,
            };
            return KernelResult.FromLibc(sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL));
        }
    }

    private static SocketMessage Decode(in MessageHeader header, int length, ReadOnlySpan<byte> sender)
    {
        var passed = new List<SafeFileHandle>();
        UnixCredentials? credentials = null;
        var rest = new ReadOnlySpan<byte>(header.msg_control, (int)header.msg_controllen);
        while (rest.Length >= ControlHeader)
        {
            var size = (int)BitConverter.ToInt64(rest);
            if (size < ControlHeader || size > rest.Length)
                break;
            var body = rest[ControlHeader..size];
            if (BitConverter.ToInt32(rest[8..]) == SOL_SOCKET)
                credentials = Take(BitConverter.ToInt32(rest[12..]), body, passed) ?? credentials;
            rest = rest[Math.Min(rest.Length, (size + 7) & ~7)..];
        }
        return new SocketMessage(length, sender.ToArray(), passed, credentials, (header.msg_flags & MSG_TRUNC) != 0);
    }

    private static UnixCredentials? Take(int type, ReadOnlySpan<byte> body, List<SafeFileHandle> passed)
    {
        if (type == SCM_CREDENTIALS && body.Length >= 12)
            return new UnixCredentials(BitConverter.ToInt32(body), BitConverter.ToUInt32(body[4..]), BitConverter.ToUInt32(body[8..]));
        if (type == SCM_RIGHTS)
        {
            for (; body.Length >= 4; body = body[4..])
                passed.Add(new SafeFileHandle(BitConverter.ToInt32(body), true));
        }
        return null;
    }

    private static int Encode(Span<byte> control, IReadOnlyList<SafeFileHandle> passed, UnixCredentials? credentials)
    {
        var used = 0;
        if (passed.Count > 0)
        {
            Header(control, passed.Count * 4, SCM_RIGHTS);
            for (var index = 0; index < passed.Count; index++)
                BitConverter.TryWriteBytes(control[(ControlHeader + (index * 4))..], FileCalls.Number(passed[index]));
            used = (ControlHeader + (passed.Count * 4) + 7) & ~7;
        }
        if (credentials is null)
            return used;
        var body = control[used..];
        Header(body, 12, SCM_CREDENTIALS);
        BitConverter.TryWriteBytes(body[16..], credentials.Pid);
        BitConverter.TryWriteBytes(body[20..], credentials.Uid);
        BitConverter.TryWriteBytes(body[24..], credentials.Gid);
        return used + 32;
    }

    private static void Header(Span<byte> control, int bodyBytes, int type)
    {
        BitConverter.TryWriteBytes(control, (long)(ControlHeader + bodyBytes));
        BitConverter.TryWriteBytes(control[8..], SOL_SOCKET);
        BitConverter.TryWriteBytes(control[12..], type);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(SafeFileHandle socket, MessageHeader* header, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(SafeFileHandle socket, MessageHeader* header, int flags);
}
