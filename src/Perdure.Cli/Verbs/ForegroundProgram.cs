using System.Runtime.InteropServices;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Restoring;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>A restored program in the foreground: it gets the signals that perdure gets, stops as a job of the shell, and perdure ends as it ends.</summary>
internal sealed class ForegroundProgram : IDisposable
{
    /// <summary>Signals that a terminal sends to a whole group.</summary>
    private static readonly int[] OfTerminal = [SignalNumber.SIGINT, SignalNumber.SIGQUIT, SignalNumber.SIGTSTP, SignalNumber.SIGHUP, SignalNumber.SIGWINCH];
    private static readonly int[] Passed = [.. OfTerminal, SignalNumber.SIGTERM, SignalNumber.SIGUSR1, SignalNumber.SIGUSR2];

    private readonly RestoreOutcome _program;
    private readonly PosixSignalRegistration[] _registrations;

    internal ForegroundProgram(RestoreOutcome program)
    {
        _program = program;
        // A positive number that is none of the enumeration's own stands for the signal itself.
        _registrations = [.. Passed.Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, context => Pass(context, signal)))];
    }

    /// <summary>Waits for its end. Answers its exit code, or 128 and the signal that killed it, as shells do.</summary>
    internal int WaitForEnd()
    {
        try
        {
            while (true)
            {
                var status = NextStatus();
                if (status.Exited)
                    return status.ExitCode;
                if (status.Signaled)
                    return 128 + status.TerminatingSignal;
                if (status.StopSignal is SignalNumber.SIGTSTP or SignalNumber.SIGTTIN or SignalNumber.SIGTTOU)
                    StopToo(status.StopSignal);
            }
        }
        finally
        {
            TerminalOwner.TakeBack();
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _program.RootStatus?.Dispose();
    }

    /// <summary>From the kernel, or from the init of the program's pid namespace; that one ends before it tells only when it is killed.</summary>
    private WaitStatus NextStatus()
    {
        if (_program.RootStatus is not { } pipe)
            return Wait.ForJob(_program.Root).OrThrow($"wait for process {_program.Root}");
        Span<byte> word = stackalloc byte[sizeof(int)];
        var read = FileCalls.Read(pipe, word);
        while (read.Error == Errno.EINTR)
            read = FileCalls.Read(pipe, word);
        return read is { Ok: true, Value: sizeof(int) } ? new WaitStatus(BitConverter.ToInt32(word)) : new WaitStatus(SignalNumber.SIGKILL);
    }

    /// <summary>The program was stopped from the terminal. The shell must see that, so perdure stops as well; with 'fg' both go on.</summary>
    private void StopToo(int signal)
    {
        // One that only lacked the terminal at that moment is no reason.
        var canHaveTerminal = TerminalOwner.Is(Pid.Self) || TerminalOwner.Is(_program.Root);
        if (signal == SignalNumber.SIGTSTP || !canHaveTerminal)
        {
            TerminalOwner.TakeBack();
            _ = Signals.Kill(Pid.Self, SignalNumber.SIGSTOP);
        }

        TerminalOwner.Give(_program.Root);
        _ = Signals.Kill(Target(SignalNumber.SIGTSTP), SignalNumber.SIGCONT);
    }

    private void Pass(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        _ = Signals.Kill(Target(signal), signal);
    }

    /// <summary>The root, or for signals of a terminal its whole group, if it leads one.</summary>
    private Pid Target(int signal) => OfTerminal.Contains(signal) && TerminalOwner.LeadsGroup(_program.Root) ? new Pid(-_program.Root.Value) : _program.Root;
}
