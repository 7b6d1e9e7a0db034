namespace Perdure.Checkpoints.Files.Records;

/// <summary>Counts the TCP connections of a checkpoint; one with both ends in it is one.</summary>
public static class ConnectionCount
{
    /// <summary>Those that can live on.</summary>
    public static int Kept(FileTable table) =>
        table.Descriptions.OfType<InetSocketDescription>().Count(static socket => socket.Connection is { } connection && (connection.IsHeld || socket.Id < connection.Peer));

    /// <summary>Those that are closed by a restore.</summary>
    public static int Closed(FileTable table) => table.Descriptions.OfType<InetSocketDescription>().Count(static socket => socket.State == InetSocketState.Closed);
}
