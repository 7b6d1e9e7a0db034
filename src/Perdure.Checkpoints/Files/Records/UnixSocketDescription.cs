namespace Perdure.Checkpoints.Files.Records;

/// <summary>A UNIX socket.</summary>
public sealed record UnixSocketDescription : FileDescription
{
    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5.</summary>
    public required int SocketKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required UnixSocketState State { get; init; }

    /// <summary>Its name as struct sockaddr_un, as long as the program sees it; two bytes when it has none.</summary>
    public required byte[] Address { get; init; }

    /// <summary>Where the file of its name lies; null when that was deleted, or the name is no path.</summary>
    public string? SocketFile { get; init; }

    /// <summary>Permissions of that file.</summary>
    public uint SocketFileMode { get; init; }

    /// <summary>Owner of that file.</summary>
    public uint SocketFileUid { get; init; }

    /// <summary>Group of that file.</summary>
    public uint SocketFileGid { get; init; }

    /// <summary>Inode number of the peer; 0 when there is none.</summary>
    public uint Peer { get; init; }

    /// <summary>The peer's name as struct sockaddr_un.</summary>
    public byte[] PeerAddress { get; init => field = value ?? []; } = [];

    /// <summary>How many connections may wait.</summary>
    public int Backlog { get; init; }

    /// <summary>Inode numbers of the sockets that wait to be accepted.</summary>
    public IReadOnlyList<uint> WaitingPeers { get; init => field = value ?? []; } = [];

    /// <summary>What it has received and the program has not read.</summary>
    public IReadOnlyList<QueuedMessage> Queue { get; init => field = value ?? []; } = [];

    /// <summary>Bit 0: reads no more; bit 1: writes no more.</summary>
    public int Shutdown { get; init; }

    /// <summary>User of the peer, as SO_PEERCRED says.</summary>
    public uint PeerUid { get; init; }

    /// <summary>Group of the peer, as SO_PEERCRED says.</summary>
    public uint PeerGid { get; init; }

    /// <summary>Options.</summary>
    public IReadOnlyList<SavedSocketOption> Options { get; init => field = value ?? []; } = [];

    /// <summary>The classic packet filter, eight bytes an instruction.</summary>
    public byte[]? Filter { get; init; }
}
