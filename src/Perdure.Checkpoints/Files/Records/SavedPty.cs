namespace Perdure.Checkpoints.Files.Records;

/// <summary>A pseudo-terminal.</summary>
public sealed record SavedPty
{
    /// <summary>The N of /dev/pts/N.</summary>
    public required int Number { get; init; }

    /// <summary>struct termios2 of the slave.</summary>
    public required byte[] Modes { get; init; }

    /// <summary>Lines.</summary>
    public int Rows { get; init; }

    /// <summary>Columns.</summary>
    public int Columns { get; init; }

    /// <summary>Pixels.</summary>
    public int PixelsWide { get; init; }

    /// <summary>Pixels.</summary>
    public int PixelsHigh { get; init; }

    /// <summary>Whether the slave could not be opened yet.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether the master was in packet mode.</summary>
    public bool PacketMode { get; init; }

    /// <summary>Whether nobody else may open the slave.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether every slave had been closed again, so that the master reads EIO.</summary>
    public bool HungUp { get; init; }

    /// <summary>What the slave's side has written and the master has not read.</summary>
    public byte[] Output { get; init => field = value ?? []; } = [];

    /// <summary>The session whose controlling terminal it was; 0 for none.</summary>
    public int Session { get; init; }

    /// <summary>The process group in the foreground; 0 for none.</summary>
    public int ForegroundGroup { get; init; }

    /// <summary>Permissions of the slave.</summary>
    public uint Mode { get; init; }

    /// <summary>Owner of the slave.</summary>
    public uint Uid { get; init; }

    /// <summary>Group of the slave.</summary>
    public uint Gid { get; init; }
}
