namespace Perdure.Checkpoints.Files.Actions;

/// <summary>
/// epoll_wait(Set, scratch, Most, 0), its events thrown away: brings one-shot items that had fired into that state again. It may also be done by
/// Take of the restorer from outside.
/// </summary>
/// <param name="Set">Descriptor of the set.</param>
/// <param name="Description">The description of the set.</param>
/// <param name="Most">How many events there may be; the scratch space has 12 bytes for each.</param>
public sealed record EpollTake(int Set, int Description, int Most) : RemoteAction;
