namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A description that was found, and the descriptors that point to it.</summary>
internal sealed class FoundDescription(int id, OpenFile first)
{
    public int Id { get; } = id;

    /// <summary>The descriptor that it is looked at by.</summary>
    public OpenFile First { get; } = first;

    /// <summary>All descriptors.</summary>
    public List<OpenFile> Holders { get; } = [first];

    /// <summary>Whether a lease is held by it that ends when somebody opens the file for reading; the program would be told by a signal (fcntl(2)).</summary>
    public bool HasWriteLease => Holders.Exists(static holder => holder.Info.Locks.Any(static held => held.Kind == "LEASE" && (held.Breaking || held.Type != "READ")));
}
