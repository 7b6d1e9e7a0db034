namespace Perdure.Checkpoints.Files.Actions;

/// <summary>fcntl(Fd, F_SETLK, {Exclusive ? F_WRLCK : F_RDLCK, SEEK_SET, Start, Length}). EAGAIN or EACCES must end the restore: somebody else has the lock.</summary>
/// <param name="Fd">Descriptor.</param>
/// <param name="Exclusive">For writing.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes; 0 to the end.</param>
/// <param name="Name">The file, for a message.</param>
public sealed record TakePosixLock(int Fd, bool Exclusive, long Start, long Length, string Name) : RemoteAction;
