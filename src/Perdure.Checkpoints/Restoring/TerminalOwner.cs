using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Restoring;

/// <summary>
/// Hands perdure's terminal to a program in the foreground and takes it back, as a shell does with its jobs: the terminal sends Ctrl-C and
/// Ctrl-Z to the group that has it, and only that group may read.
/// </summary>
public static class TerminalOwner
{
    private static readonly SafeFileHandle s_terminal = new(0, ownsHandle: false);

    /// <summary>Whether a terminal is perdure's, and the process group of the given process is in the foreground of it.</summary>
    public static bool Is(Pid pid) => TerminalCalls.ForegroundGroup(s_terminal) is { Ok: true, Value: var group } && group == Stat(pid)?.ProcessGroup;

    /// <summary>Gives the terminal to the program's process group. One that has a session of its own can't have it, nor does perdure give away what it has not.</summary>
    /// <param name="root">The program's root, by the pid that perdure sees.</param>
    public static void Give(Pid root)
    {
        if (Is(Pid.Self) && Stat(root) is { } program && program.Session == Stat(Pid.Self)?.Session)
            _ = TerminalCalls.SetForegroundGroup(s_terminal, program.ProcessGroup);
    }

    /// <summary>Whether a process leads a process group.</summary>
    public static bool LeadsGroup(Pid pid) => Stat(pid)?.ProcessGroup == pid.Value;

    /// <summary>Takes it back.</summary>
    public static void TakeBack()
    {
        // A background process that sets the group is stopped by SIGTTOU, unless it ignores that.
        OwnSignals.Ignore(SignalNumber.SIGTTOU);
        if (TerminalCalls.ForegroundGroup(s_terminal).Ok && Stat(Pid.Self) is { } own)
            _ = TerminalCalls.SetForegroundGroup(s_terminal, own.ProcessGroup);
    }

    private static ProcStat? Stat(Pid pid) => ProcStat.Read(pid) is { Ok: true, Value: var stat } ? stat : null;
}
