namespace Perdure.Checkpoints.Files.Actions;

/// <summary>fcntl(Fd, F_SETOWN_EX, {Type, Id}): the kernel notes the calling process's user with it.</summary>
/// <param name="Fd">Descriptor.</param>
/// <param name="Type">F_OWNER_TID 0, F_OWNER_PID 1, F_OWNER_PGRP 2.</param>
/// <param name="Id">Thread, process or group of the checkpoint.</param>
public sealed record SetFileOwner(int Fd, int Type, int Id) : RemoteAction;
