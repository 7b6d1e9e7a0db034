namespace Perdure.Checkpoints.Files.Actions;

/// <summary>epoll_ctl(Set, EPOLL_CTL_ADD, Fd, {Events, Data}).</summary>
/// <param name="Set">Descriptor of the set.</param>
/// <param name="Fd">Descriptor to watch.</param>
/// <param name="Events">EPOLL flags.</param>
/// <param name="Data">The program's own word.</param>
public sealed record EpollAdd(int Set, int Fd, uint Events, ulong Data) : RemoteAction;
