namespace Perdure.Checkpoints.Files.Records;

/// <summary>A socket to the kernel.</summary>
public sealed record NetlinkSocketDescription : FileDescription
{
    /// <summary>SOCK_RAW 3 or SOCK_DGRAM 2; the kernel treats them alike.</summary>
    public required int SocketKind { get; init; }

    /// <summary>NETLINK_ROUTE 0, NETLINK_KOBJECT_UEVENT 15, NETLINK_GENERIC 16 and so on.</summary>
    public required int Protocol { get; init; }

    /// <summary>Its port id; 0 when not bound.</summary>
    public uint Port { get; init; }

    /// <summary>The groups that it listens to.</summary>
    public IReadOnlyList<int> Groups { get; init => field = value ?? []; } = [];

    /// <summary>Options.</summary>
    public IReadOnlyList<SavedSocketOption> Options { get; init => field = value ?? []; } = [];
}
