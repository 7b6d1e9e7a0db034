using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// A dialogue with the kernel by netlink(7): questions, and answers that are read for what they are. A kernel that answers otherwise than we expect is an error (EBADMSG, or EAGAIN after some seconds), and
/// never a hang.
/// </summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int AnswerSeconds = 5;
    private const int ReplyBytes = 64 * 1024;
    private const int HeaderBytes = 16;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVTIMEO = 20;
    private const int SO_SNDBUFFORCE = 32;
    private const int SO_RCVBUFFORCE = 33;
    private readonly SafeFileHandle _socket;

    private NetlinkSocket(SafeFileHandle socket) => _socket = socket;

    /// <summary>A part of an answer.</summary>
    /// <param name="type">What kind of message it is.</param>
    /// <param name="body">What follows its header.</param>
    public delegate void Reader(int type, ReadOnlySpan<byte> body);

    /// <summary>Opens one in the network namespace of the calling thread.</summary>
    /// <param name="family">NETLINK_ROUTE or another.</param>
    /// <param name="bufferBytes">How much is said or answered at once at most, where that is more than the default.</param>
    public static KernelResult<NetlinkSocket> Open(int family, int bufferBytes = 0)
    {
        var made = SocketCalls.Create(SocketFamily.AF_NETLINK, SocketKind.SOCK_RAW, family);
        if (!made.Ok)
            return KernelResult.Failure<NetlinkSocket>(made.Error);
        var socket = made.Value;
        if (bufferBytes > 0)
        {
            _ = SocketCalls.SetOption(socket, SOL_SOCKET, SO_SNDBUFFORCE, bufferBytes);
            _ = SocketCalls.SetOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, bufferBytes);
        }

        // struct timeval.
        Span<byte> patience = stackalloc byte[16];
        patience.Clear();
        patience[0] = AnswerSeconds;
        _ = SocketCalls.SetOption(socket, SOL_SOCKET, SO_RCVTIMEO, patience);
        return KernelResult.Success(new NetlinkSocket(socket));
    }

    /// <summary>Says something of which each message is acknowledged (NLM_F_ACK). The first error that the kernel answers is that of the whole.</summary>
    /// <param name="messages">What is said, at once.</param>
    /// <param name="acknowledgements">How many messages are to be acknowledged.</param>
    public Errno Ask(ReadOnlySpan<byte> messages, int acknowledgements) => Talk(messages, type => type == Netlink.NLMSG_ERROR && --acknowledgements == 0, static (_, _) => { });

    /// <summary>Asks for a list (NLM_F_DUMP), and has each entry read.</summary>
    public Errno List(ReadOnlySpan<byte> request, Reader reader) => Talk(request, static type => type == Netlink.NLMSG_DONE, reader);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private Errno Talk(ReadOnlySpan<byte> messages, Func<int, bool> isLast, Reader reader)
    {
        var sent = FileCalls.Write(_socket, messages);
        if (!sent.Ok)
            return sent.Error;
        var buffer = new byte[ReplyBytes];
        while (true)
        {
            var got = FileCalls.Read(_socket, buffer);
            // With a time limit the kernel does not go on by itself after a signal, SA_RESTART or not (signal(7)).
            if (got.Error == Errno.EINTR)
                continue;
            if (!got.Ok)
                return got.Error;
            if (Read(buffer.AsSpan(0, (int)got.Value), isLast, reader) is { } end)
                return end;
        }
    }

    /// <summary>struct nlmsghdr; the errno of struct nlmsgerr stands behind it, 0 for a message that took effect. Null when more is to come.</summary>
    private static Errno? Read(ReadOnlySpan<byte> answers, Func<int, bool> isLast, Reader reader)
    {
        while (answers.Length >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(answers);
            if (length < HeaderBytes || length > answers.Length)
                return Errno.EBADMSG;
            var type = BinaryPrimitives.ReadUInt16LittleEndian(answers[4..]);
            var body = answers[HeaderBytes..length];
            if (type == Netlink.NLMSG_ERROR)
            {
                if (body.Length < sizeof(int))
                    return Errno.EBADMSG;
                var error = (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(body));
                if (error != Errno.None)
                    return error;
            }

            if (isLast(type))
                return Errno.None;
            reader(type, body);
            answers = answers[Math.Min(answers.Length, (length + 3) & ~3)..];
        }

        return null;
    }
}
