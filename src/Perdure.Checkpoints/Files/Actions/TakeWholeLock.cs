namespace Perdure.Checkpoints.Files.Actions;

/// <summary>flock(Fd, (Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB). EAGAIN must end the restore: somebody else has the lock.</summary>
/// <param name="Fd">Descriptor.</param>
/// <param name="Exclusive">For writing.</param>
/// <param name="Name">The file, for a message.</param>
public sealed record TakeWholeLock(int Fd, bool Exclusive, string Name) : RemoteAction;
