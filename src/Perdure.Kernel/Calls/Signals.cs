using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>kill(2) and tgkill(2).</summary>
public static partial class Signals
{
    /// <summary>Sends a signal to a process; signal 0 only asks whether it could be sent.</summary>
    public static KernelResult<int> Kill(Pid pid, int signal) => KernelResult.FromLibc(kill(pid.Value, signal));

    /// <summary>Sends a signal to one thread.</summary>
    public static KernelResult<int> TgKill(Pid pid, Tid tid, int signal) => KernelResult.FromLibc(tgkill(pid.Value, tid.Value, signal));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tgkill(int pid, int tid, int signal);
}
