using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Looks into the queues of a TCP socket, without taking anything out.</summary>
internal static class TcpQueues
{
    /// <summary>Why a connection can't be kept that has some.</summary>
    public const string UrgentReason = "urgent data (MSG_OOB) lies in its queue, which can't be put back";

    private const int SO_OOBINLINE = 10;
    private const int SO_PEEK_OFF = 42;
    private const int Spare = 4096;
    private const int Most = 256 * 1024 * 1024;

    /// <summary>What was received and not read. Precondition: not in repair mode.</summary>
    public static byte[] Received(SafeFileHandle socket)
    {
        var offset = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF).Or(-1);
        if (offset >= 0)
            _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF, -1);
        try
        {
            for (var size = DescriptorCalls.ReadableBytes(socket).Or(0) + Spare; size <= Most; size *= 2)
            {
                var buffer = new byte[size];
                var got = TcpCalls.Peek(socket, buffer);
                if (!got.Ok)
                    return [];
                if (got.Value < size)
                    return buffer[..(int)got.Value];
            }

            throw new PerdureException($"a TCP socket has received more than {Most} bytes that are not read");
        }
        finally
        {
            if (offset >= 0)
                _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF, offset);
        }
    }

    /// <summary>
    /// Whether there is an urgent byte that was not passed: what lies behind it is shown by no peek, and the byte itself may have been read already. The kernel counts all bytes only where such a byte counts as any
    /// other, so that is switched on for a moment. To be asked after the queue was looked at.
    /// </summary>
    public static bool HasUrgent(SafeFileHandle socket)
    {
        if ((DescriptorCalls.Poll(socket, PollEvents.POLLPRI).Or(PollEvents.None) & PollEvents.POLLPRI) != 0)
            return true;
        if (SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_OOBINLINE).Or(1) != 0)
            return false;
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_OOBINLINE, 1);
        var all = DescriptorCalls.ReadableBytes(socket).Or(0);
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_OOBINLINE, 0);
        return DescriptorCalls.ReadableBytes(socket).Or(0) < all;
    }

    /// <summary>
    /// What was written and not acknowledged, maybe with some bytes before. Precondition: repair mode, the queue for sending is chosen.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Room for more than was not acknowledged just before; what was acknowledged in part counts whole.</param>
    public static KernelResult<long> Written(SafeFileHandle socket, byte[] buffer)
    {
        var got = TcpCalls.Peek(socket, buffer);
        return got.Error == Errno.EAGAIN ? KernelResult.Success(0L) : got;
    }

    /// <summary>Room for what was written: the part of a segment that is acknowledged is still there.</summary>
    public static byte[] RoomFor(int unacknowledged) => new byte[unacknowledged + (64 * 1024) + Spare];

    /// <summary>What was received, and the sequence number behind it. Precondition: the queue of received bytes was chosen last.</summary>
    public static (byte[] Bytes, uint Sequence)? ReceivedWithSequence(SafeFileHandle socket)
    {
        const int tries = 20;
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var before = TcpCalls.Sequence(socket);
            var bytes = Received(socket);
            if (before.Ok && TcpCalls.Sequence(socket) == before)
                return (bytes, before.Value);
            // The network goes on, though the program stands still.
            Thread.Sleep(1);
        }

        return null;
    }
}
