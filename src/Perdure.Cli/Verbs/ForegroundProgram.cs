using Perdure.Checkpoints;
using Perdure.Checkpoints.Restoring;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>A restored program in the foreground: it gets the signals that perdure gets, stops as a job of the shell, and perdure ends as it ends.</summary>
internal sealed class ForegroundProgram : IDisposable
{
    private readonly RestoreOutcome _program;
    private readonly JobControl _job = new();

    internal ForegroundProgram(RestoreOutcome program)
    {
        _program = program;
        _job.Follow(program.Root);
    }

    /// <summary>Waits for its end. Answers its exit code, or 128 and the signal that killed it, as shells do.</summary>
    internal int WaitForEnd()
    {
        try
        {
            while (true)
            {
                var status = NextStatus();
                if (status.Exited || status.Signaled)
                    return CodeOf(status);
                if (status.StopSignal is SignalNumber.SIGTSTP or SignalNumber.SIGTTIN or SignalNumber.SIGTTOU)
                    _job.StopToo(status.StopSignal);
            }
        }
        finally
        {
            TerminalOwner.TakeBack();
        }
    }

    public void Dispose()
    {
        _job.Dispose();
        _program.RootStatus?.Dispose();
    }

    /// <summary>What a shell says of a program that ended so.</summary>
    internal static int CodeOf(WaitStatus status) => status.Exited ? status.ExitCode : 128 + status.TerminatingSignal;

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
}
