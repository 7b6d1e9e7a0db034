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

    private readonly Lock _gate = new();
    private readonly Action<int>? _before;
    private readonly List<int> _early = [];
    private Pid _root;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Signals wait until <see cref="Follow"/>.</summary>
    /// <param name="before">Is told of each signal before it is passed on.</param>
    /// <param name="kept">Signals that are for us alone.</param>
    internal JobControl(Action<int>? before = null, IReadOnlyList<int>? kept = null)
    {
        _before = before;
        // A positive number that is none of the enumeration's own stands for the signal itself.
        _registrations = [.. s_passed.Except(kept ?? []).Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, context => Pass(context, signal)))];
    }

    /// <summary>The program is there: signals go to it from here on, those included that came before.</summary>
    internal void Follow(Pid root)
    {
        lock (_gate)
        {
            _root = root;
            foreach (var signal in _early)
                _ = Signals.Kill(Target(signal), signal);
            _early.Clear();
        }
    }

    /// <summary>The program was stopped from the terminal. The shell must see that, so perdure stops as well; with 'fg' both go on.</summary>
    internal void StopToo(int signal)
    {
        // One that only lacked the terminal at that moment is no reason.
        var canHaveTerminal = TerminalOwner.Is(Pid.Self) || TerminalOwner.Is(_root);
        if (signal == SignalNumber.SIGTSTP || !canHaveTerminal)
        {
            // A job of the background has no terminal to give back.
            if (TerminalOwner.Is(_root))
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
        lock (_gate)
        {
            if (_root.Value == 0)
            {
                _early.Add(signal);
                return;
            }
        }

        _before?.Invoke(signal);
        _ = Signals.Kill(Target(signal), signal);
    }

    /// <summary>The root, or for signals of a terminal its whole group, if it leads one.</summary>
    private Pid Target(int signal) => s_ofTerminal.Contains(signal) && TerminalOwner.LeadsGroup(_root) ? new Pid(-_root.Value) : _root;
}
