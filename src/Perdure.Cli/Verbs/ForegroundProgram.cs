using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>A restored program in the foreground: it gets the signals that perdure gets, and perdure ends as it ends.</summary>
internal sealed class ForegroundProgram : IDisposable
{
    private static readonly (PosixSignal Ours, int Theirs)[] Passed =
    [
        (PosixSignal.SIGINT, SignalNumber.SIGINT),
        (PosixSignal.SIGTERM, SignalNumber.SIGTERM),
        (PosixSignal.SIGHUP, SignalNumber.SIGHUP),
        (PosixSignal.SIGQUIT, SignalNumber.SIGQUIT),
    ];

    private readonly Pid _pid;
    private readonly PosixSignalRegistration[] _registrations;

    internal ForegroundProgram(Pid pid)
    {
        _pid = pid;
        _registrations = [.. Passed.Select(signal => PosixSignalRegistration.Create(signal.Ours, context => Pass(context, signal.Theirs)))];
    }

    /// <summary>Waits for its end. Answers its exit code, or 128 and the signal that killed it, as shells do.</summary>
    internal int WaitForEnd()
    {
        while (true)
        {
            var status = Wait.For(_pid.Leader).OrThrow($"wait for {_pid}");
            if (status.Exited)
                return status.ExitCode;
            if (status.Signaled)
                return 128 + status.TerminatingSignal;
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Pass(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        _ = Signals.Kill(_pid, signal);
    }
}
