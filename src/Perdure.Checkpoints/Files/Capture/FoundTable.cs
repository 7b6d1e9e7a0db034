namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A table of descriptors that was found.</summary>
internal sealed class FoundTable
{
    /// <summary>The processes that have it.</summary>
    public List<int> Processes { get; } = [];

    /// <summary>Its descriptors, ascending by number.</summary>
    public List<OpenFile> Files { get; } = [];
}
