using Microsoft.Win32.SafeHandles;

namespace Perdure.Checkpoints.Files.Actions;

/// <summary>In the session leader, when the process groups exist: ioctl(TIOCSPGRP, Group) with SIGTTOU blocked.</summary>
/// <param name="Terminal">Our own descriptor of the terminal, to be sent when the leader has none; it stays the restorer's.</param>
/// <param name="Fd">The leader's descriptor of it; -1 when it has none.</param>
/// <param name="Group">The process group in the foreground, by its number at the checkpoint.</param>
public sealed record SetForegroundGroup(SafeFileHandle Terminal, int Fd, int Group) : RemoteAction;
