using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>What must hold of a TCP connection in a table of files.</summary>
internal static class ConnectionRules
{
    /// <summary>More than any kernel holds for one socket.</summary>
    private const long MostBytes = 256L * 1024 * 1024;
    private const int MostScale = 14;
    private const int V4Bytes = 16;
    private const int V6Bytes = 28;

    /// <summary>Whether all of it does.</summary>
    public static bool Hold(InetSocketDescription socket, FileTable table)
    {
        if (socket.State == InetSocketState.Established != socket.Connection is not null)
            return false;
        if (socket.Connection is not { } connection)
            return true;
        var addressBytes = socket.Family == (int)SocketFamily.AF_INET ? V4Bytes : V6Bytes;
        var isConnected = socket.Family is (int)SocketFamily.AF_INET or (int)SocketFamily.AF_INET6 && socket.SocketKind == (int)SocketKind.SOCK_STREAM
            && socket.Address.Length == addressBytes && socket.PeerAddress.Length == addressBytes;
        return isConnected && HasSoundNumbers(connection) && (connection.IsHeld ? IsWhole(connection) : IsPaired(socket, table));
    }

    private static bool HasSoundNumbers(SavedConnection connection) =>
        connection.Received.Length is >= 0 and <= MostBytes && connection.Unacknowledged.Length is >= 0 and <= MostBytes && connection.Unsent.Length is >= 0 and <= MostBytes
        && connection.LargestSegment is > 0 and <= ushort.MaxValue && connection.SendScale is >= 0 and <= MostScale && connection.ReceiveScale is >= 0 and <= MostScale
        && connection.SendBuffer >= 0 && connection.ReceiveBuffer >= 0;

    private static bool IsWhole(SavedConnection connection) => connection is { Window: not null, EndedSending: false };

    /// <summary>Each names the other, and none a third one. What was sent and not acknowledged counts as not sent.</summary>
    private static bool IsPaired(InetSocketDescription socket, FileTable table) =>
        socket.Connection is { Unacknowledged.Length: 0, Window: null } connection && connection.Peer != socket.Id
        && table.Descriptions.FirstOrDefault(other => other.Id == connection.Peer) is InetSocketDescription { Connection: { } back } && back.Peer == socket.Id;
}
