using Perdure.Checkpoints.Files.Capture;

namespace Perdure.Checkpoints.Files.Memory;

/// <summary>A memory file whose content is still to be written to the image.</summary>
internal sealed class PendingMemoryFile(SavedMemoryFile file, PendingContent? content)
{
    public SavedMemoryFile File { get; } = file;

    public PendingContent? Content { get; } = content;
}
