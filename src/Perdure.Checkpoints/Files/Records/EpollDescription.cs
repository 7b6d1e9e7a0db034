namespace Perdure.Checkpoints.Files.Records;

/// <summary>An epoll set.</summary>
public sealed record EpollDescription : FileDescription
{
    /// <summary>What it watches.</summary>
    public IReadOnlyList<EpollItem> Items { get; init => field = value ?? []; } = [];

    /// <summary>Parameters of busy polling (struct epoll_params as one word); 0 for none.</summary>
    public ulong Parameters { get; init; }
}
