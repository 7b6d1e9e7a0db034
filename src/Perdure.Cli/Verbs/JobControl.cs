using System.Runtime.InteropServices;
using Perdure.Checkpoints.Restoring;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>Stands for a program in front of shells and terminals: passes on the signals that perdure gets, and stops as a job when the program does.</summary>
internal sealed class JobControl : IDisposable
{
    /// <summary>Signals that a terminal sends to a whole group.</summary>
    private static readonly int[] s_ofTerminal = [SignalNumber.SIGINT, SignalNumber.SIGQUIT, SignalNumber.SIGTSTP, SignalNumber.SIGHUP, SignalNumber.SIGWINCH];
    private static readonly int[] s_passed = [.. s_ofTerminal, SignalNumber.SIGTERM, SignalNumber.SIGUSR1, SignalNumber.SIGUSR2];

    private readonly Pid _root;
    private readonly Action<int>? _before;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="root">The program's first process.</param>
    /// <param name="before">Is told of each signal before it is passed on.</param>
    internal JobControl(Pid root, Action<int>? before = null)
    {
        _root = root;
        _before = before;
        // A positive number that is none of the enumeration's own stands for the signal itself.
        _registrations = [.. s_passed.Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, context => Pass(context, signal)))];
    }

    /// <summary>The program was stopped from the terminal. The shell must see that, so perdure stops as well; with 'fg' both go on.</summary>
    internal void StopToo(int signal)
    {
        // One that only lacked the terminal at that moment is no reason.
        var canHaveTerminal = TerminalOwner.Is(Pid.Self) || TerminalOwner.Is(_root);
        if (signal == SignalNumber.SIGTSTP || !canHaveTerminal)
        {
            TerminalOwner.TakeBack();
            _ = Signals.Kill(Pid.Self, SignalNumber.SIGSTOP);
        }

        TerminalOwner.Give(_root);
        _ = Signals.Kill(Target(SignalNumber.SIGTSTP), SignalNumber.SIGCONT);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Pass(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        _before?.Invoke(signal);
        _ = Signals.Kill(Target(signal), signal);
    }

    /// <summary>The root, or for signals of a terminal its whole group, if it leads one.</summary>
    private Pid Target(int signal) => s_ofTerminal.Contains(signal) && TerminalOwner.LeadsGroup(_root) ? new Pid(-_root.Value) : _root;
}
