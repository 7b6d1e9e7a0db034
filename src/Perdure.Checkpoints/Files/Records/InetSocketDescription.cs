namespace Perdure.Checkpoints.Files.Records;

/// <summary>A socket of IPv4 or IPv6.</summary>
public sealed record InetSocketDescription : FileDescription
{
    /// <summary>AF_INET 2 or AF_INET6 10.</summary>
    public required int Family { get; init; }

    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_RAW 3.</summary>
    public required int SocketKind { get; init; }

    /// <summary>IPPROTO number.</summary>
    public required int Protocol { get; init; }

    /// <summary>Where it stands.</summary>
    public required InetSocketState State { get; init; }

    /// <summary>Its address as struct sockaddr_in or sockaddr_in6.</summary>
    public byte[] Address { get; init => field = value ?? []; } = [];

    /// <summary>Whether it has an address of its own that has to be bound again.</summary>
    public bool Bound { get; init; }

    /// <summary>The peer's address.</summary>
    public byte[] PeerAddress { get; init => field = value ?? []; } = [];

    /// <summary>How many connections may wait.</summary>
    public int Backlog { get; init; }

    /// <summary>Options.</summary>
    public IReadOnlyList<SavedSocketOption> Options { get; init => field = value ?? []; } = [];

    /// <summary>The inside of a TCP connection that lives on.</summary>
    public SavedConnection? Connection { get; init; }

    /// <summary>Why a TCP connection does not live on.</summary>
    public string? WhyClosed { get; init; }

    /// <summary>Whether both its directions had ended, and the program was told of any error.</summary>
    public bool HadEnded { get; init; }

    /// <summary>The classic packet filter, eight bytes an instruction.</summary>
    public byte[]? Filter { get; init; }

    /// <summary>The multicast groups that it has joined.</summary>
    public IReadOnlyList<MulticastMembership> Memberships { get; init => field = value ?? []; } = [];
}
