using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>An end of a TCP connection that is built and still in repair mode. Nothing here can fail so that the restore should.</summary>
internal sealed class TcpRevival(InetSocketDescription saved, string name, SafeFileHandle socket, RestoreContext context) : IRevival
{
    private const int StopReading = 0;
    private const int StopWriting = 1;
    private readonly byte[] _unsent = ContentReader.Read(saved.Connection!.Unsent, context.Content);

    /// <summary>First for all ends: leaves repair mode, which asks the peer for its window.</summary>
    public void Wake() => _ = TcpCalls.SetRepair(socket, TcpRepairMode.TCP_REPAIR_OFF);

    /// <summary>Then: what was never sent is sent, and the rest is as it was.</summary>
    public void Finish()
    {
        var connection = saved.Connection!;
        var rest = _unsent.AsSpan();
        while (!rest.IsEmpty && TcpCalls.Write(socket, rest) is { Ok: true, Value: > 0 and var written })
            rest = rest[(int)written..];
        if (!rest.IsEmpty && IsOpen)
            context.Note($"the last {rest.Length} bytes that the program has written to the connection {name} are lost: the kernel does not take them (net.ipv4.tcp_mem)");
        SetSize(SocketOptionSaver.SO_SNDBUFFORCE, connection.SendBuffer);
        SetSize(SocketOptionSaver.SO_RCVBUFFORCE, connection.ReceiveBuffer);
        _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SocketOptionSaver.SO_BUF_LOCK, connection.BufferLocks);
        SocketOptionRestorer.Apply(socket, ConnectionOptions.Last(saved.Options), name, context);
        if (connection.EndedSending)
            _ = SocketCalls.Shutdown(socket, StopWriting);
        if (connection.EndedReceiving)
            _ = SocketCalls.Shutdown(socket, StopReading);
        if (!IsOpen)
            context.Note($"the peer of the connection {name} has gone; the program sees a reset");
    }

    private bool IsOpen => TcpCalls.Info(socket).Or(default).tcpi_state is not ((byte)TcpStateCode.TCP_CLOSE or (byte)TcpStateCode.None);

    /// <summary>The kernel doubles what it is given, and shows the doubled size.</summary>
    private void SetSize(int option, int shown) => _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, option, shown / 2);
}
