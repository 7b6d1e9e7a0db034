using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// Builds one end of a TCP connection in repair mode: no packet leaves, and if it is closed nobody is told. It comes to life in <see cref="TcpRevival"/>.
/// </summary>
internal sealed class TcpSocketBuilder(InetSocketDescription saved, RestoreContext context)
{
    private const int Piece = 32 * 1024;
    private const int LeastRoom = 1024 * 1024;
    private const int MostRoom = 1 << 30;
    private const int RoomForEachByte = 4;
    private readonly SavedConnection _connection = saved.Connection!;

    /// <summary>Its name, for people.</summary>
    public string Name { get; } = $"{InetAddress.Show(saved.Address)} to {InetAddress.Show(saved.PeerAddress)}";

    /// <summary>Builds it.</summary>
    /// <param name="sendSequence">Sequence number of the first byte that is not acknowledged.</param>
    /// <param name="receiveSequence">Sequence number of the first byte that was not read.</param>
    /// <param name="socket">The socket.</param>
    /// <returns>Why it can't be built; None when it was.</returns>
    public Errno Build(uint sendSequence, uint receiveSequence, out SafeFileHandle? socket)
    {
        socket = null;
        var made = SocketCalls.Create((SocketFamily)saved.Family, SocketKind.SOCK_STREAM, saved.Protocol);
        if (!made.Ok)
            return made.Error;
        var error = Build(made.Value, sendSequence, receiveSequence);
        if (error == Errno.None)
            socket = made.Value;
        else
            made.Value.Dispose();
        return error;
    }

    private Errno Build(SafeFileHandle socket, uint sendSequence, uint receiveSequence)
    {
        _ = FileChangeCalls.SetOwner(socket, saved.Uid, saved.Gid);
        SocketOptionRestorer.Apply(socket, ConnectionOptions.Early(saved.Options), Name, null);
        var error = TcpCalls.SetRepair(socket, TcpRepairMode.TCP_REPAIR_ON).Error;
        if (error == Errno.None)
            error = SocketCalls.Bind(socket, saved.Address).Error;
        if (error == Errno.None)
            error = SetSequence(socket, TcpRepairQueue.TCP_RECV_QUEUE, receiveSequence);
        if (error == Errno.None)
            error = SetSequence(socket, TcpRepairQueue.TCP_SEND_QUEUE, sendSequence);
        if (error == Errno.None)
            error = Connect(socket);
        if (error == Errno.None)
            error = TcpCalls.Agree(socket, _connection.LargestSegment, _connection.Agreed, _connection.SendScale, _connection.ReceiveScale).Error;
        if (error == Errno.None && _connection.IsHeld && (_connection.Agreed & TcpInfoOptions.TCPI_OPT_TIMESTAMPS) != 0)
            error = TcpCalls.SetTimestamp(socket, _connection.Timestamp).Error;
        return error == Errno.None ? Fill(socket) : error;
    }

    /// <summary>Segments get their size as it connects, and later only when the peer's window grows: so the size has to be known by then. The program has chosen none.</summary>
    private Errno Connect(SafeFileHandle socket)
    {
        const int largestChoice = 32767;
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_TCP, ConnectionOptions.TCP_MAXSEG, Math.Min(largestChoice, _connection.LargestSegment));
        var connected = SocketCalls.Connect(socket, saved.PeerAddress);
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_TCP, ConnectionOptions.TCP_MAXSEG, 0);
        return connected.Error;
    }

    private Errno Fill(SafeFileHandle socket)
    {
        MakeRoom(socket, SocketOptionSaver.SO_RCVBUFFORCE, _connection.Received.Length);
        MakeRoom(socket, SocketOptionSaver.SO_SNDBUFFORCE, _connection.Unacknowledged.Length + _connection.Unsent.Length);
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_TCP, ConnectionOptions.TCP_NOTSENT_LOWAT, int.MaxValue);
        var error = Fill(socket, TcpRepairQueue.TCP_RECV_QUEUE, _connection.Received);
        if (error == Errno.None)
            error = Fill(socket, TcpRepairQueue.TCP_SEND_QUEUE, _connection.Unacknowledged);
        if (error == Errno.None)
            error = TcpCalls.ChooseQueue(socket, TcpRepairQueue.TCP_NO_QUEUE).Error;
        if (error == Errno.None && _connection.Window is { } window)
        {
            error = TcpCalls.SetWindow(
                socket,
                new TcpRepairWindow { snd_wl1 = window.Last, snd_wnd = window.Send, max_window = window.Largest, rcv_wnd = window.Receive, rcv_wup = window.Told }).Error;
        }

        if (saved.Filter is { Length: > 0 } filter && error == Errno.None)
            error = SocketCalls.SetFilter(socket, filter).Error;
        SocketOptionRestorer.Apply(socket, ConnectionOptions.Late(saved.Options), Name, context);
        return error;
    }

    private static Errno SetSequence(SafeFileHandle socket, TcpRepairQueue queue, uint sequence)
    {
        var chosen = TcpCalls.ChooseQueue(socket, queue);
        return chosen.Ok ? TcpCalls.SetSequence(socket, sequence).Error : chosen.Error;
    }

    private static void MakeRoom(SafeFileHandle socket, int option, long bytes) =>
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, option, (int)Math.Min(MostRoom, LeastRoom + (bytes * RoomForEachByte)));

    private Errno Fill(SafeFileHandle socket, TcpRepairQueue queue, ContentRef content)
    {
        if (content.Length == 0)
            return Errno.None;
        var chosen = TcpCalls.ChooseQueue(socket, queue);
        if (!chosen.Ok)
            return chosen.Error;
        for (var rest = ContentReader.Read(content, context.Content).AsSpan(); !rest.IsEmpty;)
        {
            var written = TcpCalls.Write(socket, rest[..Math.Min(rest.Length, Piece)]);
            if (!written.Ok)
                return written.Error;
            rest = rest[(int)written.Value..];
        }

        return Errno.None;
    }
}
