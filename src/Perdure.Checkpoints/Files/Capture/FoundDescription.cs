namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A description that was found, and the descriptors that point to it.</summary>
internal sealed class FoundDescription(int id, OpenFile first)
{
    public int Id { get; } = id;

    /// <summary>The descriptor that it is looked at by.</summary>
    public OpenFile First { get; } = first;

    /// <summary>All descriptors.</summary>
    public List<OpenFile> Holders { get; } = [first];
}
