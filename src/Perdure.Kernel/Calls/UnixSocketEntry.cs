namespace Perdure.Kernel.Calls;

/// <summary>One UNIX socket as sock_diag shows it.</summary>
public sealed record UnixSocketEntry
{
    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5.</summary>
    public required int Kind { get; init; }

    /// <summary>TCP_ESTABLISHED 1, TCP_CLOSE 7, TCP_LISTEN 10.</summary>
    public required int State { get; init; }

    /// <summary>Its inode number.</summary>
    public required uint Inode { get; init; }

    /// <summary>Inode of its peer; 0 when it has none.</summary>
    public uint Peer { get; init; }

    /// <summary>Inode of the file that its name is bound to; 0 when none.</summary>
    public uint FileInode { get; init; }

    /// <summary>Device of that file, as major * 2^20 + minor.</summary>
    public uint FileDevice { get; init; }

    /// <summary>Inodes of the sockets that wait to be accepted; 0 for those whose process has gone.</summary>
    public IReadOnlyList<uint> Waiting { get; init; } = [];

    /// <summary>Bytes in its queue; of a listening one: how many wait.</summary>
    public uint ReceiveQueue { get; init; }

    /// <summary>Bytes on their way to the peer; of a listening one: how many may wait.</summary>
    public uint SendQueue { get; init; }

    /// <summary>Bit 0: reads no more; bit 1: writes no more.</summary>
    public int Shutdown { get; init; }
}
