using Microsoft.Win32.SafeHandles;

namespace Perdure.Checkpoints.Files;

/// <summary>A descriptor that a restored process has to get.</summary>
/// <param name="Fd">The number there.</param>
/// <param name="Handle">Our own descriptor of the description; it stays the restorer's.</param>
/// <param name="CloseOnExec">Whether exec closes it.</param>
public readonly record struct RestoredDescriptor(int Fd, SafeFileHandle Handle, bool CloseOnExec);
