using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A table of descriptors that was found.</summary>
internal sealed class FoundTable(Tid holder)
{
    /// <summary>The thread that it is looked at by.</summary>
    public Tid Holder { get; } = holder;

    /// <summary>The processes that have it.</summary>
    public List<int> Processes { get; } = [];

    /// <summary>Its descriptors, ascending by number.</summary>
    public List<OpenFile> Files { get; } = [];
}
