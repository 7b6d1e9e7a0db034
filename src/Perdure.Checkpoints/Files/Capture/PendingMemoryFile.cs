using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A memory file whose content is still to be written to the image.</summary>
internal sealed class PendingMemoryFile(SavedMemoryFile file, PendingContent? content)
{
    public SavedMemoryFile File { get; } = file;

    public PendingContent? Content { get; } = content;
}
