using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A regular file whose fingerprint and content are still to be taken, while the program runs again.</summary>
internal sealed class PendingFile(SavedFile file, PendingContent? content, string root)
{
    public SavedFile File { get; } = file;

    /// <summary>The content of a deleted file.</summary>
    public PendingContent? Content { get; } = content;

    /// <summary>What stands before the path to see it as the process does; empty when it sees the same mounts as we do.</summary>
    public string Root { get; } = root;

    /// <summary>Whether some description of it is open for writing.</summary>
    public bool Written { get; set; }

    /// <summary>Whether it must not be opened: that would break a lease which the program holds.</summary>
    public bool Leased { get; set; }

    /// <summary>Whether the journal has to do with its content.</summary>
    public bool Journaled { get; set; }
}
