using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// The inside of a TCP connection. Repair mode needs CAP_NET_ADMIN and is a state of the socket itself: while it lasts, whoever has the socket can neither read nor write, and its end
/// is told to nobody. Switching it off also switches SO_REUSEADDR off.
/// </summary>
public static unsafe partial class TcpCalls
{
    private const int SOL_TCP = 6;
    private const uint SIOCOUTQ = 0x5411;
    private const uint SIOCOUTQNSD = 0x894b;
    private const int MSG_PEEK = 2;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>What the kernel tells about it.</summary>
    public static KernelResult<TcpInfo> Info(SafeFileHandle socket)
    {
        TcpInfo info = default;
        var got = SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_INFO, new Span<byte>(&info, sizeof(TcpInfo)));
        return got.Ok ? KernelResult.Success(info) : KernelResult.Failure<TcpInfo>(got.Error);
    }

    /// <summary>Bytes that were written and are not acknowledged; an end of the stream counts as one.</summary>
    public static KernelResult<int> UnacknowledgedBytes(SafeFileHandle socket) => Ask(socket, SIOCOUTQ);

    /// <summary>Bytes that were written and never sent; an end of the stream counts as one.</summary>
    public static KernelResult<int> UnsentBytes(SafeFileHandle socket) => Ask(socket, SIOCOUTQNSD);

    /// <summary>Looks at the received bytes; in repair mode at those of the chosen queue. 0 at the end of the stream.</summary>
    public static KernelResult<long> Peek(SafeFileHandle socket, Span<byte> into)
    {
        fixed (byte* first = into)
            return KernelResult.FromLibc(recv(socket, first, (nuint)into.Length, MSG_PEEK | MSG_DONTWAIT));
    }

    /// <summary>Writes without waiting, and without SIGPIPE; in repair mode into the chosen queue.</summary>
    public static KernelResult<long> Write(SafeFileHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return KernelResult.FromLibc(send(socket, first, (nuint)bytes.Length, MSG_DONTWAIT | MSG_NOSIGNAL));
    }

    /// <summary>Switches repair mode.</summary>
    public static KernelResult<int> SetRepair(SafeFileHandle socket, TcpRepairMode mode) =>
        SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_REPAIR, (int)mode);

    /// <summary>Chooses a queue. Precondition: repair mode.</summary>
    public static KernelResult<int> ChooseQueue(SafeFileHandle socket, TcpRepairQueue queue) =>
        SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_REPAIR_QUEUE, (int)queue);

    /// <summary>Sequence number behind the last byte of the chosen queue.</summary>
    public static KernelResult<uint> Sequence(SafeFileHandle socket)
    {
        var sequence = SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_QUEUE_SEQ);
        return sequence.Ok ? KernelResult.Success((uint)sequence.Value) : KernelResult.Failure<uint>(sequence.Error);
    }

    /// <summary>Sets it. Precondition: repair mode, not connected.</summary>
    public static KernelResult<int> SetSequence(SafeFileHandle socket, uint sequence) =>
        SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_QUEUE_SEQ, (int)sequence);

    /// <summary>The largest segment that the peer takes. Precondition: repair mode.</summary>
    public static KernelResult<int> LargestSegment(SafeFileHandle socket) => SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_MAXSEG);

    /// <summary>The value of the clock for timestamps.</summary>
    public static KernelResult<uint> Timestamp(SafeFileHandle socket)
    {
        var timestamp = SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_TIMESTAMP);
        return timestamp.Ok ? KernelResult.Success((uint)timestamp.Value) : KernelResult.Failure<uint>(timestamp.Error);
    }

    /// <summary>Sets it. Precondition: repair mode.</summary>
    public static KernelResult<int> SetTimestamp(SafeFileHandle socket, uint timestamp) =>
        SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_TIMESTAMP, (int)timestamp);

    /// <summary>Both windows. Precondition: repair mode.</summary>
    public static KernelResult<TcpRepairWindow> Window(SafeFileHandle socket)
    {
        TcpRepairWindow window = default;
        var got = SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_REPAIR_WINDOW, new Span<byte>(&window, sizeof(TcpRepairWindow)));
        return got.Ok ? KernelResult.Success(window) : KernelResult.Failure<TcpRepairWindow>(got.Error);
    }

    /// <summary>Sets them. Precondition: repair mode, connected, received bytes in place.</summary>
    public static KernelResult<int> SetWindow(SafeFileHandle socket, TcpRepairWindow window) =>
        SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_REPAIR_WINDOW, new ReadOnlySpan<byte>(&window, sizeof(TcpRepairWindow)));

    /// <summary>Sets what both ends have agreed on. Precondition: repair mode, connected.</summary>
    public static KernelResult<int> Agree(SafeFileHandle socket, int largestSegment, TcpInfoOptions options, int sendScale, int receiveScale)
    {
        var agreed = stackalloc TcpRepairOption[4];
        var count = 0;
        agreed[count++] = new TcpRepairOption { opt_code = (uint)TcpOptionCode.TCPOPT_MAXSEG, opt_val = (uint)largestSegment };
        if ((options & TcpInfoOptions.TCPI_OPT_WSCALE) != 0)
            agreed[count++] = new TcpRepairOption { opt_code = (uint)TcpOptionCode.TCPOPT_WINDOW, opt_val = (uint)(sendScale | (receiveScale << 16)) };
        if ((options & TcpInfoOptions.TCPI_OPT_SACK) != 0)
            agreed[count++] = new TcpRepairOption { opt_code = (uint)TcpOptionCode.TCPOPT_SACK_PERMITTED };
        if ((options & TcpInfoOptions.TCPI_OPT_TIMESTAMPS) != 0)
            agreed[count++] = new TcpRepairOption { opt_code = (uint)TcpOptionCode.TCPOPT_TIMESTAMP };
        return SocketCalls.SetOption(socket, SOL_TCP, (int)TcpOption.TCP_REPAIR_OPTIONS, new ReadOnlySpan<byte>(agreed, count * sizeof(TcpRepairOption)));
    }

    /// <summary>Whether the kernel speaks a protocol of its own on top, as TLS.</summary>
    public static bool HasUpperProtocol(SafeFileHandle socket)
    {
        const int longestName = 16;
        Span<byte> name = stackalloc byte[longestName];
        return SocketCalls.GetOption(socket, SOL_TCP, (int)TcpOption.TCP_ULP, name) is { Ok: true, Value: > 0 } && name[0] != 0;
    }

    private static KernelResult<int> Ask(SafeFileHandle socket, uint request)
    {
        int bytes;
        return ioctl(socket, request, &bytes) < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success(bytes);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeFileHandle socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeFileHandle socket, byte* from, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle socket, nuint request, int* answer);
}
