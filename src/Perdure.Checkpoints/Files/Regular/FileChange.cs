namespace Perdure.Checkpoints.Files.Regular;

/// <summary>How a file differs from what it was at the checkpoint.</summary>
public enum FileChange
{
    /// <summary>Longer now, and what was there at the checkpoint is still its beginning; the program only appends to it or reads it.</summary>
    Grew,

    /// <summary>The same file, under another name.</summary>
    Renamed,

    /// <summary>Other content.</summary>
    Changed,

    /// <summary>Nothing has its name any more.</summary>
    Gone,

    /// <summary>A link, fifo, socket or device has its name.</summary>
    OtherKind,

    /// <summary>A directory has its name.</summary>
    Directory,

    /// <summary>The directory that it was in is not there.</summary>
    NoPlace,
}
