using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Which options of a connection are kept, and set when.</summary>
internal static class ConnectionOptions
{
    public const int TCP_NOTSENT_LOWAT = 25;
    public const int TCP_MAXSEG = 2;
    private const int SO_INCOMING_CPU = 49;
    private const int IPV6_V6ONLY = 26;
    private const int TCP_QUICKACK = 12;

    /// <summary>All but what the kernel has found out, which would become a choice of the program's if it were set; buffers are kept apart.</summary>
    public static IReadOnlyList<SavedSocketOption> Kept(IReadOnlyList<SavedSocketOption> options) => [.. options.Where(static option => !IsFound(option))];

    /// <summary>Before it has an address: what matters to bind and connect.</summary>
    public static IReadOnlyList<SavedSocketOption> Early(IReadOnlyList<SavedSocketOption> options) => [.. options.Where(static option => !IsReuse(option))];

    /// <summary>When it is connected, in repair mode.</summary>
    public static IReadOnlyList<SavedSocketOption> Late(IReadOnlyList<SavedSocketOption> options) =>
        [.. options.Where(static option => !IsReuse(option) && !IsThreshold(option) && !IsFixed(option))];

    /// <summary>When it lives and has all of its bytes.</summary>
    public static IReadOnlyList<SavedSocketOption> Last(IReadOnlyList<SavedSocketOption> options) => [.. options.Where(static option => IsReuse(option) || IsThreshold(option))];

    private static bool IsFound(SavedSocketOption option) => option switch
    {
        { Level: SocketOptionTable.SOL_SOCKET, Name: SocketOptionSaver.SO_SNDBUF or SocketOptionSaver.SO_RCVBUF or SO_INCOMING_CPU } => true,
        { Level: SocketOptionTable.SOL_TCP, Name: TCP_MAXSEG or TCP_QUICKACK } => true,
        _ => false,
    };

    /// <summary>What can't be set once there is an address, and then matters no more.</summary>
    private static bool IsFixed(SavedSocketOption option) => option is { Level: SocketOptionTable.SOL_IPV6, Name: IPV6_V6ONLY };

    private static bool IsReuse(SavedSocketOption option) => option is { Level: SocketOptionTable.SOL_SOCKET, Name: SocketOptionTable.SO_REUSEADDR };

    private static bool IsThreshold(SavedSocketOption option) => option is { Level: SocketOptionTable.SOL_TCP, Name: TCP_NOTSENT_LOWAT };
}
