using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

public static unsafe partial class TerminalCalls
{
    private const uint TIOCSPGRP = 0x5410;

    /// <summary>Puts a process group of our session into the foreground (tcsetpgrp). From the background it needs SIGTTOU ignored.</summary>
    public static KernelResult<int> SetForegroundGroup(SafeFileHandle terminal, int group) => Set(terminal, TIOCSPGRP, group);
}
