using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>The end of a program that is not our child. Since Linux 6.15 a pidfd tells how it ended; before that only its parent learns it.</summary>
internal sealed class ProgramEnd : IDisposable
{
    private const int BurialMilliseconds = 5000;
    private readonly Pid _pid;
    private readonly SafeFileHandle _process;

    internal ProgramEnd(Pid pid)
    {
        _pid = pid;
        _process = PidFd.Open(pid).OrThrow($"find process {pid}");
    }

    /// <summary>Waits for it. Answers the exit code as a shell would; 1, with a line that says so, where nobody can know it.</summary>
    internal int Wait()
    {
        Poll(PollEvents.POLLIN, -1);
        // How it ended can be asked when its parent has buried it; for that there is a hang-up.
        Poll(PollEvents.None, BurialMilliseconds);
        if (PidFd.ExitStatus(_process) is { Ok: true, Value: var status })
            return ForegroundProgram.CodeOf(status);
        Console.Error.WriteLine($"perdure: process {_pid} has ended, and this kernel tells only its parent how");
        return (int)ExitCode.Failed;
    }

    public void Dispose() => _process.Dispose();

    private void Poll(PollEvents events, int milliseconds)
    {
        Span<PollFd> entries = [new PollFd { fd = FileCalls.Number(_process), events = (short)events }];
        _ = PollCalls.Wait(entries, milliseconds).OrThrow($"wait for the end of process {_pid}");
    }
}
