namespace Perdure.Checkpoints.Files;

/// <summary>How open files are captured.</summary>
public sealed record FileCaptureOptions
{
    /// <summary>Replace what can't be kept by something that fails cleanly, instead of refusing.</summary>
    public bool SkipUnsupported { get; init; }

    /// <summary>Files up to this size are hashed whole.</summary>
    public long HashLimit { get; init; } = 1024 * 1024;

    /// <summary>Files that are open for writing are copied into the image up to this size, for RestoreCopy.</summary>
    public long CopyFileLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>All such copies together stay below this.</summary>
    public long CopyTotalLimit { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// So many bytes of deleted files and memory files are read while the processes stand still, so that they fit the memory exactly. What is beyond is
    /// read afterwards, with a note if it changed meanwhile.
    /// </summary>
    public long StoppedReadLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The table (of nf_tables) by which packets of connections with a peer outside are held back; null when such connections are not to be kept. To be given only if the processes
    /// are killed next, as long as they stand still.
    /// </summary>
    public string? HoldTable { get; init; }

    /// <summary>For how long packets are held back; zero for ever.</summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>Files whose content the caller keeps as a memory object, because they are mapped shared.</summary>
    public Func<FileIdentity, bool> ContentElsewhere { get; init; } = static _ => false;

    /// <summary>Files with names that are mapped shared and may be written so; their descriptors may be closed already.</summary>
    public IReadOnlyList<MappedFile> Mapped { get; init; } = [];
}
