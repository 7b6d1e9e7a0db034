using Microsoft.Win32.SafeHandles;

namespace Perdure.Checkpoints.Files.Actions;

/// <summary>
/// In the session leader: ioctl(TIOCSCTTY, 0) on the terminal; then, when the process groups exist, ioctl(TIOCSPGRP, ForegroundGroup) with SIGTTOU blocked.
/// </summary>
/// <param name="Terminal">Our own descriptor of it, to be sent when the leader has none; it stays the restorer's.</param>
/// <param name="Fd">The leader's descriptor of it; -1 when it has none.</param>
/// <param name="ForegroundGroup">The process group in the foreground, by its number at the checkpoint; 0 for none.</param>
public sealed record TakeControllingTerminal(SafeFileHandle Terminal, int Fd, int ForegroundGroup) : RemoteAction;
