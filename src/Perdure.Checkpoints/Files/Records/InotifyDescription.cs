namespace Perdure.Checkpoints.Files.Records;

/// <summary>An inotify queue.</summary>
public sealed record InotifyDescription : FileDescription
{
    /// <summary>Its watches, ascending by number.</summary>
    public IReadOnlyList<InotifyWatch> Watches { get; init => field = value ?? []; } = [];

    /// <summary>Bytes of events that were waiting and are not kept.</summary>
    public int PendingBytes { get; init; }
}
