using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>Makes a signalfd. It reads the signals of whoever reads it, so it may be made anywhere.</summary>
internal static class SignalFdRestorer
{
    public static SafeFileHandle Restore(SignalFdDescription saved) => SignalFdCalls.Create(saved.Mask).OrThrow("make a signalfd");
}
