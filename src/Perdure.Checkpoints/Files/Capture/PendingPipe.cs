using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A pipe whose content is still to be written to the image.</summary>
internal sealed class PendingPipe(SavedPipe pipe, IReadOnlyList<byte[]> content)
{
    public SavedPipe Pipe { get; } = pipe;

    public IReadOnlyList<byte[]> Content { get; } = content;
}
