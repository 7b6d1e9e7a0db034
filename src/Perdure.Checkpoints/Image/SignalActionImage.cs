namespace Perdure.Checkpoints.Image;

/// <summary>How a signal is handled: <c>struct kernel_sigaction</c>.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Handler">SIG_IGN (1) or an address.</param>
/// <param name="Flags">SA_*.</param>
/// <param name="Restorer">The trampoline.</param>
/// <param name="Mask">Signals blocked while it runs.</param>
public sealed record SignalActionImage(
    int Signal,
    ulong Handler,
    ulong Flags,
    ulong Restorer,
    ulong Mask);
